/** The audiences of an OpenID Connect provider: the client IDs whose tokens are taken. */
import {
  AddClientIDToOpenIDConnectProviderCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
} from "@aws-sdk/client-iam";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import { callIam } from "../../api/queries";
import { useChange } from "../../app/use-change";
import { Buttons } from "../../components/buttons";
import type { Column } from "../../components/columns";
import { DeleteDialog } from "../../components/delete-dialog";
import { Dialog } from "../../components/dialog";
import { PartTable } from "../../components/part-table";
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
  const [selected, select] = useState<readonly string[]>([]);
  const [asked, ask] = useState<"add" | "remove" | null>(null);
  const close = () => ask(null);
  const add = <Button onClick={() => ask("add")}>Add audience</Button>;
  return (
    <>
      <PartTable<string>
        noun={{ one: "audience", many: "audiences", title: "Audiences" }}
        description="The client IDs that tokens have to be issued for, also known as audiences."
        rows={{ data: audiences, error: null }}
        columns={COLUMNS}
        idOf={same}
        nameOf={same}
        isInAddress
        selected={selected}
        onSelect={select}
        actions={
          <Buttons>
            <Button disabled={selected.length === 0} onClick={() => ask("remove")}>
              Remove
            </Button>
            {add}
          </Buttons>
        }
        emptyText="No token of this provider is taken."
        emptyAction={add}
      />
      {asked === "add" ? <AddAudience arn={arn} onClose={close} /> : null}
      {asked === "remove" ? (
        <RemoveAudiences
          arn={arn}
          audiences={selected}
          onClose={close}
          onDone={() => {
            select([]);
            close();
          }}
        />
      ) : null}
    </>
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
  const what = audiences.length === 1 ? `audience ${first}` : `${audiences.length} audiences`;
  const change = useChange({
    work: async () => {
      for (const ClientID of audiences) {
        await callIam("RemoveClientIDFromOpenIDConnectProvider", RemoveClientIDFromOpenIDConnectProviderCommand, {
          OpenIDConnectProviderArn: arn,
          ClientID,
        });
      }
    },
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
