/** The groups that a user is in. */
import type { Group } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useFlashes } from "../../app/flashes";
import { ChangingTable } from "../../components/changing-table";
import { PickerDialog } from "../../components/picker-dialog";
import { StepsDialog } from "../../components/steps-dialog";
import { joinStep, leaveStep, READS_OF_MEMBERSHIP } from "../../identity/steps";
import { CHOICE_COLUMNS, idOf, MEMBERSHIP_COLUMNS, nameOf } from "../groups/columns";
import { allGroups } from "../groups/queries";
import { groupsOf } from "./queries";

const NOUN = { one: "group", many: "groups", title: "Groups" };

export function GroupsTab({ userName }: { userName: string }) {
  const { data, error, refetch, isFetching } = useQuery(groupsOf(userName));
  const { succeed } = useFlashes();
  return (
    <ChangingTable<Group>
      noun={NOUN}
      description="The user has the permissions of every group."
      rows={{ data: data && (data.Groups ?? []), error, refetch, isFetching }}
      columns={MEMBERSHIP_COLUMNS}
      idOf={idOf}
      nameOf={nameOf}
      isInAddress
      emptyText="This user is in no group."
      addText="Add user to groups"
      adding={(onClose) => (
        <AddToGroups
          userName={userName}
          present={data?.Groups ?? []}
          onDone={(groups) => {
            succeed(`${userName} added to ${groups.map(nameOf).join(", ")}.`);
            onClose();
          }}
          onCancel={onClose}
        />
      )}
      removing={(groups, onDone, onCancel) => (
        <LeaveGroups userName={userName} groups={groups} onDone={onDone} onCancel={onCancel} />
      )}
    />
  );
}

interface LeavingProps {
  userName: string;
  groups: readonly Group[];
  onDone: () => void;
  onCancel: () => void;
}

function LeaveGroups({ userName, groups, onDone, onCancel }: LeavingProps) {
  const { succeed } = useFlashes();
  const names = groups.map(nameOf).join(", ");
  return (
    <StepsDialog
      title={`Remove ${userName} from ${groups.length === 1 ? names : `${groups.length} groups`}?`}
      verb="Remove"
      steps={groups.map((group) => leaveStep(userName, nameOf(group)))}
      forgets={READS_OF_MEMBERSHIP}
      onDone={() => {
        succeed(`${userName} removed from ${names}.`);
        onDone();
      }}
      onCancel={onCancel}
    >
      <Alert type="warning">
        The user loses what only {names} {groups.length === 1 ? "allows" : "allow"}.
      </Alert>
    </StepsDialog>
  );
}

interface Props {
  userName: string;
  present: readonly Group[];
  onDone: (groups: readonly Group[]) => void;
  onCancel: () => void;
}

function AddToGroups({ userName, present, onDone, onCancel }: Props) {
  const { data, error, refetch, isFetching } = useQuery(allGroups());
  const others = useMemo(() => {
    const ids = new Set(present.map(idOf));
    return data?.filter((group) => !ids.has(idOf(group)));
  }, [data, present]);
  return (
    <PickerDialog<Group>
      title={`Add ${userName} to groups`}
      verb="Add to groups"
      noun={{ ...NOUN, title: "Other groups" }}
      rows={{ data: others, error, refetch, isFetching }}
      columns={CHOICE_COLUMNS}
      idOf={idOf}
      nameOf={nameOf}
      emptyText="The user is in every group that there is."
      stepOf={(group) => joinStep(userName, nameOf(group))}
      forgets={READS_OF_MEMBERSHIP}
      onDone={onDone}
      onCancel={onCancel}
    />
  );
}
