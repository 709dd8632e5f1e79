/** The account: number, alias, and where its users sign in. */
import { CreateAccountAliasCommand, DeleteAccountAliasCommand } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callIam, forget } from "../../api/queries";
import { useFlashes } from "../../app/flashes";
import { CellAnswer } from "../../components/answer";
import { Copyable } from "../../components/arn";
import { Dialog } from "../../components/dialog";
import { accountOf, useSession } from "../../session/context";
import { aliasError } from "./alias";
import { accountAliases } from "./queries";

type Asked = "edit" | "delete" | null;

export function AccountCard() {
  const account = accountOf(useSession());
  const aliases = useQuery(accountAliases());
  const [asked, ask] = useState<Asked>(null);
  const alias = aliases.data?.AccountAliases?.[0] ?? "";
  const signInUrl = `${window.location.origin}/${alias || account}/console`;

  return (
    <Container header={<Header variant="h2">Account</Header>}>
      <KeyValuePairs
        columns={1}
        items={[
          { label: "Account ID", value: <Copyable text={account} name="Account ID" /> },
          {
            label: "Account alias",
            value: (
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
            ),
          },
          {
            label: "Sign-in URL for IAM users in this account",
            value: <Copyable text={signInUrl} name="Sign-in URL" />,
          },
        ]}
      />
      {asked === "edit" ? <EditAlias alias={alias} onClose={() => ask(null)} /> : null}
      {asked === "delete" ? <DeleteAlias alias={alias} onClose={() => ask(null)} /> : null}
    </Container>
  );
}

interface Props {
  alias: string;
  onClose: () => void;
}

/** Carry out a change of the alias; then say so and close. */
function useChange(onClose: () => void, change: () => Promise<unknown>, done: string) {
  const queryClient = useQueryClient();
  const { succeed } = useFlashes();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await forget(queryClient, "ListAccountAliases");
      succeed(done);
      onClose();
    },
  });
}

function EditAlias({ alias, onClose }: Props) {
  const [typed, setTyped] = useState(alias);
  const [isChecked, setChecked] = useState(false);
  const error = aliasError(typed);
  const change = useChange(
    onClose,
    () => callIam("CreateAccountAlias", CreateAccountAliasCommand, { AccountAlias: typed }),
    `Account alias ${typed} set.`,
  );
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
  const change = useChange(
    onClose,
    () => callIam("DeleteAccountAlias", DeleteAccountAliasCommand, { AccountAlias: alias }),
    `Account alias ${alias} deleted.`,
  );
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
