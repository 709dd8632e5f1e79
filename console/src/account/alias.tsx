/** The alias of the account, with the ways to change it. */
import { CreateAccountAliasCommand, DeleteAccountAliasCommand, ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import type { KeyValuePairsProps } from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { callIam, readIam } from "../api/queries";
import { useChange } from "../app/use-change";
import { CellAnswer } from "../components/answer";
import { Copyable } from "../components/arn";
import { Dialog } from "../components/dialog";
import { accountOf, useSession } from "../session/context";
import { aliasError } from "./alias-rules";

const accountAliases = () => readIam("ListAccountAliases", ListAccountAliasesCommand, {});

/** The account as label and value: its number, its alias, and where its users sign in. */
export function useAccountFacts(): KeyValuePairsProps.Item[] {
  const account = accountOf(useSession());
  const alias = useQuery(accountAliases()).data?.AccountAliases?.[0];
  const signInUrl = `${window.location.origin}/${alias || account}/console`;
  return [
    { label: "Account ID", value: <Copyable text={account} name="Account ID" /> },
    { label: "Account alias", value: <AccountAlias /> },
    {
      label: "Sign-in URL for IAM users in this account",
      value: <Copyable text={signInUrl} name="Sign-in URL" />,
    },
  ];
}

function AccountAlias() {
  const aliases = useQuery(accountAliases());
  const [asked, ask] = useState<"edit" | "delete" | null>(null);
  const alias = aliases.data?.AccountAliases?.[0] ?? "";
  const close = () => ask(null);
  return (
    <>
      <CellAnswer query={aliases}>
        {() => (
          <SpaceBetween direction="horizontal" size="xs">
            {alias ? <span>{alias}</span> : null}
            <Button
              variant="inline-link"
              onClick={() => ask("edit")}
              ariaLabel={alias ? "Edit account alias" : "Create account alias"}
            >
              {alias ? "Edit" : "Create"}
            </Button>
            {alias ? (
              <Button variant="inline-link" onClick={() => ask("delete")} ariaLabel="Delete account alias">
                Delete
              </Button>
            ) : null}
          </SpaceBetween>
        )}
      </CellAnswer>
      {asked === "edit" ? <EditAlias alias={alias} onClose={close} /> : null}
      {asked === "delete" ? <DeleteAlias alias={alias} onClose={close} /> : null}
    </>
  );
}

interface Props {
  alias: string;
  onClose: () => void;
}

const OLD = ["ListAccountAliases"];

function EditAlias({ alias, onClose }: Props) {
  const [typed, setTyped] = useState(alias);
  const [isChecked, setChecked] = useState(false);
  const error = aliasError(typed);
  const change = useChange({
    work: () => callIam("CreateAccountAlias", CreateAccountAliasCommand, { AccountAlias: typed }),
    old: OLD,
    done: `Account alias ${typed} set.`,
    onDone: onClose,
  });
  const save = () => {
    setChecked(true);
    if (!error) change.mutate();
  };
  return (
    <Dialog
      title={alias ? "Edit account alias" : "Create account alias"}
      verb="Save"
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
          label="Preferred alias"
          constraintText="3 to 63 lowercase letters, numbers and hyphens; no hyphen at either end, and no two in a row"
          errorText={isChecked && error}
        >
          <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} spellcheck={false} autoFocus />
        </FormField>
      </form>
      {alias ? <Alert type="warning">The sign-in URL with the present alias stops working.</Alert> : null}
    </Dialog>
  );
}

function DeleteAlias({ alias, onClose }: Props) {
  const change = useChange({
    work: () => callIam("DeleteAccountAlias", DeleteAccountAliasCommand, { AccountAlias: alias }),
    old: OLD,
    done: `Account alias ${alias} deleted.`,
    onDone: onClose,
  });
  return (
    <Dialog
      title="Delete account alias?"
      verb="Delete"
      isBusy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onCancel={onClose}
    >
      <Box>
        The sign-in URL with the alias <strong>{alias}</strong> stops working. The one with the account ID stays.
      </Box>
    </Dialog>
  );
}
