import type { User } from "@aws-sdk/client-iam";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { CellAnswer } from "../../components/answer";
import type { Column } from "../../components/columns";
import { PartTable } from "../../components/part-table";
import { Groups } from "../../pages/users/columns";
import { allUsers } from "../../pages/users/queries";
import { attachedTo } from "../kinds";
import type { ChoiceProps } from "./group-choice";

const nameOf = ({ UserName }: User) => UserName ?? "";

const COLUMNS: readonly Column<User>[] = [
  { id: "name", header: "User name", cell: nameOf, by: nameOf, isSearched: true, isName: true },
  { id: "groups", header: "Groups", cell: (user) => <Groups user={user} /> },
  { id: "attached", header: "Attached policies", cell: (user) => <Attached user={user} /> },
];

function Attached({ user }: { user: User }) {
  return (
    <CellAnswer query={useQuery(attachedTo({ kind: "user", name: nameOf(user) }))}>
      {(attached) => attached.map(({ PolicyName }) => PolicyName).join(", ") || "None"}
    </CellAnswer>
  );
}

/** Chooses the user whose permissions are copied. */
export function UserChoice({ state, dispatch, userName }: ChoiceProps) {
  const { data, error, refetch, isFetching } = useQuery(allUsers());
  const others = useMemo(() => data?.filter((user) => nameOf(user) !== userName), [data, userName]);
  return (
    <PartTable<User>
      noun={{ one: "user", many: "users", title: "Users" }}
      description="The user is given what the chosen one has now. Later changes are not copied."
      rows={{ data: others, error, refetch, isFetching }}
      columns={COLUMNS}
      idOf={({ UserId = "" }) => UserId}
      nameOf={nameOf}
      selectionType="single"
      selected={(others ?? []).filter((user) => nameOf(user) === state.copied)}
      onSelect={([user]) => dispatch({ type: "copy", userName: user ? nameOf(user) : "" })}
      emptyText="There is no other user."
    />
  );
}
