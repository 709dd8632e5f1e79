/** The groups that a user is in. */
import type { Group } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useFlashes } from "../../app/flashes";
import { Buttons } from "../../components/buttons";
import { PartTable } from "../../components/part-table";
import { PickerDialog } from "../../components/picker-dialog";
import { StepsDialog } from "../../components/steps-dialog";
import { joinStep, leaveStep, READS_OF_MEMBERSHIP } from "../../identity/steps";
import { CHOICE_COLUMNS, idOf, MEMBERSHIP_COLUMNS, nameOf } from "../groups/columns";
import { allGroups } from "../groups/queries";
import { groupsOf } from "./queries";

const NOUN = { one: "group", many: "groups", title: "Groups" };

type Asked = "add" | "remove" | null;

export function GroupsTab({ userName }: { userName: string }) {
  const { data, error, refetch, isFetching } = useQuery(groupsOf(userName));
  const [selected, select] = useState<Group[]>([]);
  const [asked, ask] = useState<Asked>(null);
  const { succeed } = useFlashes();
  const close = () => ask(null);
  const done = (text: string) => {
    succeed(text);
    select([]);
    close();
  };
  const add = <Button onClick={() => ask("add")}>Add user to groups</Button>;
  return (
    <>
      <PartTable<Group>
        noun={NOUN}
        description="The user has the permissions of every group."
        rows={{ data: data && (data.Groups ?? []), error, refetch, isFetching }}
        columns={MEMBERSHIP_COLUMNS}
        idOf={idOf}
        nameOf={nameOf}
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
        emptyText="This user is in no group."
        emptyAction={add}
      />
      {asked === "add" ? (
        <AddToGroups
          userName={userName}
          present={data?.Groups ?? []}
          onDone={(groups) => done(`${userName} added to ${groups.map(nameOf).join(", ")}.`)}
          onCancel={close}
        />
      ) : null}
      {asked === "remove" ? (
        <StepsDialog
          title={`Remove ${userName} from ${selected.length === 1 ? selected.map(nameOf).join() : `${selected.length} groups`}?`}
          verb="Remove"
          steps={selected.map((group) => leaveStep(userName, nameOf(group)))}
          forgets={READS_OF_MEMBERSHIP}
          onDone={() => done(`${userName} removed from ${selected.map(nameOf).join(", ")}.`)}
          onCancel={close}
        >
          <Alert type="warning">
            The user loses what only {selected.map(nameOf).join(", ")} {selected.length === 1 ? "allows" : "allow"}.
          </Alert>
        </StepsDialog>
      ) : null}
    </>
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
