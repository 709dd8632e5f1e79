/** Asks before another version comes into force, and before one is deleted. */
import { SetDefaultPolicyVersionCommand } from "@aws-sdk/client-iam";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { callIam, forget } from "../../api/queries";
import { useFlashes } from "../../app/flashes";
import { Dialog } from "../../components/dialog";
import { deleteVersion } from "./delete";

/** The reads that a change of versions makes old. */
export const VERSION_READS = ["GetPolicy", "ListPolicies", "ListPolicyVersions", "GetPolicyVersion"] as const;

interface Props {
  arn: string;
  name: string;
  id: string;
  onDone: () => void;
  onCancel: () => void;
}

export function SetDefault({ arn, name, id, ...ends }: Props) {
  return (
    <VersionDialog
      title={`Set ${id} as the default of ${name}?`}
      verb="Set as default"
      run={() => callIam("SetDefaultPolicyVersion", SetDefaultPolicyVersionCommand, { PolicyArn: arn, VersionId: id })}
      done={`Version ${id} is now the default of ${name}.`}
      {...ends}
    >
      All who have this policy are allowed and denied what {id} says, at once.
    </VersionDialog>
  );
}

export function DeleteVersion({ arn, name, id, ...ends }: Props) {
  return (
    <VersionDialog
      title={`Delete ${id} of ${name}?`}
      verb="Delete"
      run={() => deleteVersion(arn, id)}
      done={`Version ${id} of ${name} deleted.`}
      {...ends}
    >
      The version is gone for good. What is in force does not change.
    </VersionDialog>
  );
}

interface DialogProps {
  title: string;
  verb: string;
  run: () => Promise<unknown>;
  done: string;
  children: ReactNode;
  onDone: () => void;
  onCancel: () => void;
}

function VersionDialog({ title, verb, run, done, children, onDone, onCancel }: DialogProps) {
  const queryClient = useQueryClient();
  const { succeed } = useFlashes();
  const change = useMutation({
    mutationFn: run,
    onSuccess: async () => {
      await forget(queryClient, ...VERSION_READS);
      succeed(done);
      onDone();
    },
  });
  return (
    <Dialog
      title={title}
      verb={verb}
      isBusy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onCancel={onCancel}
    >
      {children}
    </Dialog>
  );
}
