/** The users of a group. */
import type { User } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import { useQuery } from "@tanstack/react-query";
import { useFlashes } from "../../app/flashes";
import { ChangingTable } from "../../components/changing-table";
import { PickerDialog } from "../../components/picker-dialog";
import { StepsDialog } from "../../components/steps-dialog";
import { joinStep, leaveStep, READS_OF_MEMBERSHIP } from "../../identity/steps";
import { CANDIDATE_COLUMNS, MEMBER_COLUMNS, useCandidates, userIdOf, userNameOf } from "./members";
import { usersOf } from "./queries";

const NOUN = { one: "user", many: "users", title: "Users in this group" };

export function UsersTab({ groupName }: { groupName: string }) {
  const { data, error, refetch, isFetching } = useQuery(usersOf(groupName));
  const { succeed } = useFlashes();
  return (
    <ChangingTable<User>
      noun={NOUN}
      rows={{ data, error, refetch, isFetching }}
      columns={MEMBER_COLUMNS}
      idOf={userIdOf}
      nameOf={userNameOf}
      isInAddress
      pageSize={20}
      emptyText="Nobody is in this group."
      addText="Add users"
      adding={(onClose) => (
        <AddUsers
          groupName={groupName}
          present={data ?? []}
          onDone={(users) => {
            succeed(`${users.map(userNameOf).join(", ")} added to ${groupName}.`);
            onClose();
          }}
          onCancel={onClose}
        />
      )}
      removing={(users, onDone, onCancel) => (
        <RemoveUsers groupName={groupName} users={users} onDone={onDone} onCancel={onCancel} />
      )}
    />
  );
}

interface RemovalProps {
  groupName: string;
  users: readonly User[];
  onDone: () => void;
  onCancel: () => void;
}

function RemoveUsers({ groupName, users, onDone, onCancel }: RemovalProps) {
  const { succeed } = useFlashes();
  const who = users.length === 1 ? users.map(userNameOf).join() : `${users.length} users`;
  return (
    <StepsDialog
      title={`Remove ${who} from ${groupName}?`}
      verb="Remove"
      steps={users.map((user) => leaveStep(userNameOf(user), groupName))}
      forgets={READS_OF_MEMBERSHIP}
      onDone={() => {
        succeed(`${who} removed from ${groupName}.`);
        onDone();
      }}
      onCancel={onCancel}
    >
      <Alert type="warning">
        {users.map(userNameOf).join(", ")} {users.length === 1 ? "loses" : "lose"} what only {groupName} allows.
      </Alert>
    </StepsDialog>
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
