/** Saves what a policy says in the simulator: a customer managed one as its new default version, an inline one in place. */
import { CreatePolicyVersionCommand } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callIam, forget } from "../../api/queries";
import { useFlashes } from "../../app/flashes";
import { Dialog } from "../../components/dialog";
import { managedDocument } from "../../components/policy-queries";
import { inlineDocument, readsOfPolicies, verbsOf } from "../../identity/kinds";
import { KIND_WORDS } from "../../simulation/entity";
import type { HeldPolicy } from "../../simulation/held";

interface Props {
  policy: HeldPolicy;
  text: string;
  onSaved: () => void;
}

const READS = ["GetPolicy", "GetPolicyVersion", "ListPolicyVersions", "HeldPolicies", "HeldBoundary"];

/** Return what the policy says at this moment. Raises ApiError. */
const textNow = (client: QueryClient, { arn, name, holder }: HeldPolicy): Promise<string> =>
  arn
    ? client.fetchQuery({ ...managedDocument(arn), staleTime: 0 })
    : client.fetchQuery({ ...inlineDocument(holder, name), staleTime: 0 });

export function SaveButton({ policy, text, onSaved }: Props) {
  const { name, arn, type, holder } = policy;
  const queryClient = useQueryClient();
  const { succeed } = useFlashes();
  const [isAsked, ask] = useState(false);
  const [isOvertaken, setOvertaken] = useState(false);
  const isManaged = arn !== "";
  const save = useMutation({
    mutationFn: async (): Promise<boolean> => {
      // Somebody else may have saved meanwhile: their change is not in this text, and would be lost unseen.
      if (!isOvertaken && (await textNow(queryClient, policy)) !== policy.text) {
        setOvertaken(true);
        return false;
      }
      if (isManaged) {
        const made = { PolicyArn: arn, PolicyDocument: text, SetAsDefault: true };
        await callIam("CreatePolicyVersion", CreatePolicyVersionCommand, made);
      } else await verbsOf(holder).put(name, text);
      return true;
    },
    onSuccess: async (isSaved) => {
      if (!isSaved) return;
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
          {isOvertaken ? (
            <Alert type="warning" header="Somebody has saved this policy meanwhile">
              What they changed is not in your text. Press “Save” once more to save yours nevertheless, or cancel and
              load the page again.
            </Alert>
          ) : null}
        </Dialog>
      ) : null}
    </>
  );
}
