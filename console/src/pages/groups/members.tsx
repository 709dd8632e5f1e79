/** Users in their part in groups: the columns, and the list to choose from. */
import type { User } from "@aws-sdk/client-iam";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { paths } from "../../app/paths";
import type { Column } from "../../components/columns";
import { Go } from "../../components/go";
import type { Rows } from "../../components/part-table";
import { RelativeTime } from "../../components/time";
import { Groups, LastActivity } from "../users/columns";
import { allUsers } from "../users/queries";

export const userNameOf = ({ UserName }: User) => UserName ?? "";
export const userIdOf = ({ UserId }: User) => UserId ?? "";

const rest: readonly Column<User>[] = [
  { id: "groups", header: "Groups", cell: (user) => <Groups user={user} /> },
  { id: "activity", header: "Last activity", cell: (user) => <LastActivity user={user} /> },
  {
    id: "created",
    header: "Creation time",
    cell: ({ CreateDate }) => <RelativeTime at={CreateDate} />,
    by: ({ CreateDate }) => CreateDate,
  },
];

const name: Column<User> = {
  id: "name",
  header: "User name",
  cell: userNameOf,
  by: userNameOf,
  isSearched: true,
  isName: true,
};

/** Where users are chosen. */
export const CANDIDATE_COLUMNS: readonly Column<User>[] = [name, ...rest];

/** Where the users of a group are shown. */
export const MEMBER_COLUMNS: readonly Column<User>[] = [
  { ...name, cell: (user) => <Go to={paths.user(userNameOf(user))}>{userNameOf(user)}</Go> },
  ...rest,
];

/** All users but those of *without*. */
export function useCandidates(without: readonly User[]): Rows<User> {
  const { data, error, refetch, isFetching } = useQuery(allUsers());
  const others = useMemo(() => {
    const ids = new Set(without.map(userIdOf));
    return data?.filter((user) => !ids.has(userIdOf(user)));
  }, [data, without]);
  return { data: others, error, refetch, isFetching };
}
