/** Gives a user or a group another name or path, and says which policies no longer mean it then. */
import { UpdateGroupCommand, UpdateUserCommand } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callIam } from "../api/queries";
import { useFlashes } from "../app/flashes";
import { useGo } from "../app/use-go";
import { Answer } from "../components/answer";
import { Dialog } from "../components/dialog";
import type { Identity } from "./kinds";
import { nameRule, nameWrong } from "./names";
import { policiesNaming } from "./naming";
import { pathOf } from "./places";

export type Renamed = Identity & { kind: "user" | "group" };

interface Props {
  of: Renamed;
  shown: { Arn?: string | undefined; Path?: string | undefined };
  onClose: () => void;
}

const UPDATES = {
  user: (UserName: string, NewUserName: string, NewPath: string) =>
    callIam("UpdateUser", UpdateUserCommand, { UserName, NewUserName, NewPath }),
  group: (GroupName: string, NewGroupName: string, NewPath: string) =>
    callIam("UpdateGroup", UpdateGroupCommand, { GroupName, NewGroupName, NewPath }),
};

export function EditDialog({ of, shown: { Arn = "", Path = "/" }, onClose }: Props) {
  const [name, setName] = useState(of.name);
  const [path, setPath] = useState(Path);
  const queryClient = useQueryClient();
  const { succeed } = useFlashes();
  const { leave } = useGo();
  const wrong = nameWrong(of.kind, name.trim());
  const isChanged = name.trim() !== of.name || path !== Path;
  const change = useMutation({
    mutationFn: () => UPDATES[of.kind](of.name, name.trim(), path),
    onSuccess: async () => {
      succeed(name.trim() === of.name ? `Path of ${of.name} changed.` : `${of.name} is now called ${name.trim()}.`);
      onClose();
      leave(pathOf({ kind: of.kind, name: name.trim() }));
      await queryClient.invalidateQueries();
    },
  });
  const save = () => {
    if (isChanged && !wrong) change.mutate();
  };
  return (
    <Dialog
      title={`Edit ${of.name}`}
      verb="Save changes"
      isReady={isChanged && !wrong}
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
        <SpaceBetween size="m">
          <FormField
            label={of.kind === "user" ? "User name" : "Group name"}
            constraintText={nameRule(of.kind)}
            errorText={wrong}
          >
            <Input value={name} onChange={({ detail }) => setName(detail.value)} spellcheck={false} autoFocus />
          </FormField>
          <FormField label="Path" constraintText="Begins and ends with a slash: /divisions/sales/">
            <Input value={path} onChange={({ detail }) => setPath(detail.value)} spellcheck={false} />
          </FormField>
        </SpaceBetween>
        <input type="submit" hidden />
      </form>
      {isChanged ? <Consequence arn={Arn} kind={of.kind} /> : null}
    </Dialog>
  );
}

function Consequence({ arn, kind }: { arn: string; kind: Renamed["kind"] }) {
  return (
    <Alert type="warning" header="The ARN changes">
      <SpaceBetween size="xs">
        <span>Policies that name the present ARN are not changed, and no longer mean this {kind}.</span>
        <Answer query={useQuery(policiesNaming(arn))}>
          {(places) =>
            places.length === 0 ? (
              "No policy of this account names it."
            ) : (
              <ul>
                {places.map((place) => (
                  <li key={place}>{place}</li>
                ))}
              </ul>
            )
          }
        </Answer>
      </SpaceBetween>
    </Alert>
  );
}
