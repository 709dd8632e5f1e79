/** The audiences of an OpenID Connect provider: the client IDs whose tokens are taken. */
import {
  AddClientIDToOpenIDConnectProviderCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
} from "@aws-sdk/client-iam";
import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import { callIam } from "../../api/queries";
import { useChange } from "../../app/use-change";
import { ChangingTable } from "../../components/changing-table";
import type { Column } from "../../components/columns";
import { DeleteDialog } from "../../components/delete-dialog";
import { Dialog } from "../../components/dialog";
import { onceEach } from "../../components/once-each";
import { audienceError } from "./rules";

interface Props {
  arn: string;
  audiences: readonly string[];
}

const OLD = ["GetOpenIDConnectProvider"];

const same = (audience: string) => audience;

const COLUMNS: readonly Column<string>[] = [
  { id: "audience", header: "Audience", cell: same, by: same, isSearched: true, isName: true },
];

export function AudiencesTab({ arn, audiences }: Props) {
  return (
    <ChangingTable<string>
      noun={{ one: "audience", many: "audiences", title: "Audiences" }}
      description="The client IDs that tokens have to be issued for, also known as audiences."
      rows={{ data: audiences, error: null }}
      columns={COLUMNS}
      idOf={same}
      nameOf={same}
      isInAddress
      emptyText="No token of this provider is taken."
      addText="Add audience"
      adding={(onClose) => <AddAudience arn={arn} onClose={onClose} />}
      removing={(chosen, onDone, onClose) => (
        <RemoveAudiences arn={arn} audiences={chosen} onDone={onDone} onClose={onClose} />
      )}
    />
  );
}

function AddAudience({ arn, onClose }: { arn: string; onClose: () => void }) {
  const [audience, setAudience] = useState("");
  const [isChecked, setChecked] = useState(false);
  const change = useChange({
    work: () =>
      callIam("AddClientIDToOpenIDConnectProvider", AddClientIDToOpenIDConnectProviderCommand, {
        OpenIDConnectProviderArn: arn,
        ClientID: audience,
      }),
    old: OLD,
    done: `Audience ${audience} added.`,
    onDone: onClose,
  });
  const save = () => {
    setChecked(true);
    if (!audienceError(audience)) change.mutate();
  };
  return (
    <Dialog
      title="Add audience"
      verb="Add"
      isBusy={change.isPending}
      error={change.error}
      onConfirm={save}
      onCancel={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <FormField
          label="Audience"
          constraintText="1 to 255 characters"
          errorText={isChecked && audienceError(audience)}
        >
          <Input
            value={audience}
            onChange={({ detail }) => setAudience(detail.value.trim())}
            spellcheck={false}
            autoFocus
          />
        </FormField>
      </form>
    </Dialog>
  );
}

function RemoveAudiences({ arn, audiences, onClose, onDone }: Props & { onClose: () => void; onDone: () => void }) {
  const [first = ""] = audiences;
  const [done] = useState(() => new Set<string>());
  const what = audiences.length === 1 ? `audience ${first}` : `${audiences.length} audiences`;
  const change = useChange({
    work: () =>
      onceEach(audiences, done, (ClientID) =>
        callIam("RemoveClientIDFromOpenIDConnectProvider", RemoveClientIDFromOpenIDConnectProviderCommand, {
          OpenIDConnectProviderArn: arn,
          ClientID,
        }),
      ),
    old: OLD,
    done: `${what[0]?.toUpperCase()}${what.slice(1)} removed.`,
    onDone,
  });
  return (
    <DeleteDialog
      title={`Remove ${what}?`}
      phrase="remove"
      verb="Remove"
      isBusy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onCancel={onClose}
    >
      <Box>
        Tokens that are issued for {audiences.length === 1 ? "it" : "them"} are no longer taken from this provider.
      </Box>
    </DeleteDialog>
  );
}
