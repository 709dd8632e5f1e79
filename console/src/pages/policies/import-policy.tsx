/** Takes the statements of a managed policy over into the document that is being written. */
import Alert from "@cloudscape-design/components/alert";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Dialog } from "../../components/dialog";
import { PolicyPicker } from "../../components/policy-picker";
import { managedDocument } from "../../components/policy-queries";
import { withStatementsOf } from "./document";

interface Props {
  text: string;
  onDone: (joined: string) => void;
  onCancel: () => void;
}

export function ImportPolicy({ text, onDone, onCancel }: Props) {
  const queryClient = useQueryClient();
  const [[arn = ""], choose] = useState<string[]>([]);
  const reading = useMutation({
    mutationFn: async () => withStatementsOf(text, await queryClient.fetchQuery(managedDocument(arn))),
    onSuccess: (joined) => {
      if (joined !== null) onDone(joined);
    },
  });
  return (
    <Dialog
      title="Import policy"
      verb="Import policy"
      size="max"
      isReady={arn !== ""}
      isBusy={reading.isPending}
      error={reading.error}
      onConfirm={() => reading.mutate()}
      onCancel={onCancel}
    >
      {reading.data === null ? (
        <Alert type="error" header="The document in the editor is not a policy">
          Statements can be added to a JSON object only. Mend the document, then import again.
        </Alert>
      ) : null}
      <p>The statements of the policy that you choose are added after those in the editor.</p>
      <PolicyPicker
        selection="single"
        variant="embedded"
        title="Policies"
        selected={arn ? [arn] : []}
        onChange={choose}
      />
    </Dialog>
  );
}
