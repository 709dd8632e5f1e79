/** Saves what a policy says in the simulator: a customer managed one as its new default version, an inline one in place. */
import { CreatePolicyVersionCommand } from "@aws-sdk/client-iam";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callIam, forget } from "../../api/queries";
import { useFlashes } from "../../app/flashes";
import { Dialog } from "../../components/dialog";
import { readsOfPolicies, verbsOf } from "../../identity/kinds";
import { KIND_WORDS } from "../../simulation/entity";
import type { HeldPolicy } from "../../simulation/held";

interface Props {
  policy: HeldPolicy;
  text: string;
  onSaved: () => void;
}

const READS = ["GetPolicy", "GetPolicyVersion", "ListPolicyVersions", "HeldPolicies", "HeldBoundary"];

export function SaveButton({ policy, text, onSaved }: Props) {
  const { name, arn, type, holder } = policy;
  const queryClient = useQueryClient();
  const { succeed } = useFlashes();
  const [isAsked, ask] = useState(false);
  const isManaged = arn !== "";
  const save = useMutation({
    mutationFn: (): Promise<unknown> =>
      isManaged
        ? callIam("CreatePolicyVersion", CreatePolicyVersionCommand, {
            PolicyArn: arn,
            PolicyDocument: text,
            SetAsDefault: true,
          })
        : verbsOf(holder).put(name, text),
    onSuccess: async () => {
      await forget(queryClient, ...READS, ...readsOfPolicies(holder));
      succeed(`Policy ${name} saved.`);
      onSaved();
      ask(false);
    },
  });
  // AWS's own policies are nobody's to change.
  if (type.startsWith("AWS")) return null;
  const verb = isManaged ? "Save as new version" : "Save policy";
  return (
    <>
      <Button ariaLabel={`${verb} of ${name}`} onClick={() => ask(true)}>
        {verb}
      </Button>
      {isAsked ? (
        <Dialog
          title={`${verb}?`}
          verb="Save"
          isBusy={save.isPending}
          error={save.error}
          onConfirm={() => save.mutate()}
          onCancel={() => ask(false)}
        >
          <Box>
            {isManaged
              ? `The document becomes the default version of ${name}, for everybody who has the policy.`
              : `The inline policy ${name} of ${KIND_WORDS[holder.kind].toLowerCase()} ${holder.name} is replaced.`}
          </Box>
        </Dialog>
      ) : null}
    </>
  );
}
