/** The users of a group. */
import type { User } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useFlashes } from "../../app/flashes";
import { Buttons } from "../../components/buttons";
import { PartTable } from "../../components/part-table";
import { PickerDialog } from "../../components/picker-dialog";
import { StepsDialog } from "../../components/steps-dialog";
import { joinStep, leaveStep, READS_OF_MEMBERSHIP } from "../../identity/steps";
import { CANDIDATE_COLUMNS, MEMBER_COLUMNS, useCandidates, userIdOf, userNameOf } from "./members";
import { usersOf } from "./queries";

const NOUN = { one: "user", many: "users", title: "Users in this group" };

type Asked = "add" | "remove" | null;

export function UsersTab({ groupName }: { groupName: string }) {
  const { data, error, refetch, isFetching } = useQuery(usersOf(groupName));
  const [selected, select] = useState<User[]>([]);
  const [asked, ask] = useState<Asked>(null);
  const { succeed } = useFlashes();
  const close = () => ask(null);
  const done = (text: string) => {
    succeed(text);
    select([]);
    close();
  };
  const who = selected.length === 1 ? selected.map(userNameOf).join() : `${selected.length} users`;
  const add = <Button onClick={() => ask("add")}>Add users</Button>;
  return (
    <>
      <PartTable<User>
        noun={NOUN}
        rows={{ data, error, refetch, isFetching }}
        columns={MEMBER_COLUMNS}
        idOf={userIdOf}
        nameOf={userNameOf}
        isInAddress
        pageSize={20}
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
        emptyText="Nobody is in this group."
        emptyAction={add}
      />
      {asked === "add" ? (
        <AddUsers
          groupName={groupName}
          present={data ?? []}
          onDone={(users) => done(`${users.map(userNameOf).join(", ")} added to ${groupName}.`)}
          onCancel={close}
        />
      ) : null}
      {asked === "remove" ? (
        <StepsDialog
          title={`Remove ${who} from ${groupName}?`}
          verb="Remove"
          steps={selected.map((user) => leaveStep(userNameOf(user), groupName))}
          forgets={READS_OF_MEMBERSHIP}
          onDone={() => done(`${who} removed from ${groupName}.`)}
          onCancel={close}
        >
          <Alert type="warning">
            {selected.map(userNameOf).join(", ")} {selected.length === 1 ? "loses" : "lose"} what only {groupName}{" "}
            allows.
          </Alert>
        </StepsDialog>
      ) : null}
    </>
  );
}

interface Props {
  groupName: string;
  present: readonly User[];
  onDone: (users: readonly User[]) => void;
  onCancel: () => void;
}

function AddUsers({ groupName, present, onDone, onCancel }: Props) {
  return (
    <PickerDialog<User>
      title={`Add users to ${groupName}`}
      verb="Add users"
      noun={{ ...NOUN, title: "Other users" }}
      rows={useCandidates(present)}
      columns={CANDIDATE_COLUMNS}
      idOf={userIdOf}
      nameOf={userNameOf}
      emptyText="Every user is in the group."
      stepOf={(user) => joinStep(userNameOf(user), groupName)}
      forgets={READS_OF_MEMBERSHIP}
      onDone={onDone}
      onCancel={onCancel}
    />
  );
}
