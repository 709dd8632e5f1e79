import type { Group } from "@aws-sdk/client-iam";
import Button from "@cloudscape-design/components/button";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { PartTable } from "../../components/part-table";
import { CHOICE_COLUMNS, idOf, nameOf } from "../../pages/groups/columns";
import { allGroups } from "../../pages/groups/queries";
import { groupsOf } from "../../pages/users/queries";
import { CreateGroupDialog } from "./create-group-dialog";
import type { PermissionChange, PermissionState } from "./state";

export interface ChoiceProps {
  state: PermissionState;
  dispatch: (change: PermissionChange) => void;
  userName?: string | undefined;
}

/** Chooses groups that the user is not in yet; one that is missing can be made. */
export function GroupChoice({ state, dispatch, userName }: ChoiceProps) {
  const { data, error, refetch, isFetching } = useQuery(allGroups());
  const present = useQuery({ ...groupsOf(userName ?? ""), enabled: userName !== undefined }).data?.Groups;
  const [isCreating, setCreating] = useState(false);
  const others = useMemo(() => {
    const ids = new Set(present?.map(idOf));
    return data?.filter((group) => !ids.has(idOf(group)));
  }, [data, present]);
  const create = <Button onClick={() => setCreating(true)}>Create group</Button>;
  return (
    <>
      <PartTable<Group>
        noun={{ one: "group", many: "groups", title: "User groups" }}
        rows={{ data: others, error, refetch, isFetching }}
        columns={CHOICE_COLUMNS}
        idOf={idOf}
        nameOf={nameOf}
        selected={(others ?? []).filter((group) => state.groups.includes(nameOf(group)))}
        onSelect={(groups) => dispatch({ type: "groups", groups: groups.map(nameOf) })}
        actions={create}
        emptyText="There is no group that the user could be added to."
        emptyAction={create}
      />
      {isCreating ? (
        <CreateGroupDialog
          onDone={(group) => {
            dispatch({ type: "group-created", group });
            setCreating(false);
          }}
          onCancel={() => setCreating(false)}
        />
      ) : null}
    </>
  );
}
