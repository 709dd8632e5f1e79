/** The lists of IAM that the search box of the top bar looks through. */
import { ListGroupsCommand, ListRolesCommand, ListUsersCommand } from "@aws-sdk/client-iam";
import { useQuery } from "@tanstack/react-query";
import type { ApiError } from "../api/errors";
import { allOfIam } from "../api/queries";
import { managedPolicies } from "../components/policy-queries";
import { typeOf } from "../components/policy-type";
import { hasPage } from "./pages";
import { paths } from "./paths";
import type { Entry } from "./search-entries";

export interface List {
  label: string;
  entries: readonly Entry[];
  isLoading: boolean;
  /** Why there are none. */
  error: ApiError | null;
}

/** While somebody types, a list of a minute ago will do. */
const FRESH = 60_000;

interface Asked<T> {
  data: readonly T[] | undefined;
  isLoading: boolean;
  error: ApiError | null;
}

const listOf = <T>(label: string, { data = [], isLoading, error }: Asked<T>, entryOf: (item: T) => Entry): List => ({
  label,
  isLoading,
  error,
  entries: data.map(entryOf),
});

/** Return what there is of each kind that has a page, once *isWanted*. */
export function useSearchLists(isWanted: boolean): readonly List[] {
  const when = (page: string) => ({ enabled: isWanted && hasPage(page), staleTime: FRESH });
  const groups = useQuery({
    ...allOfIam("ListGroups", ListGroupsCommand, {}, ({ Groups }) => Groups),
    ...when("/groups/$groupName"),
  });
  const users = useQuery({
    ...allOfIam("ListUsers", ListUsersCommand, {}, ({ Users }) => Users),
    ...when("/users/$userName"),
  });
  const roles = useQuery({
    ...allOfIam("ListRoles", ListRolesCommand, {}, ({ Roles }) => Roles),
    ...when("/roles/$roleName"),
  });
  const policies = useQuery({ ...managedPolicies(), ...when("/policies/$policyArn") });
  return [
    listOf("Users", users, ({ UserName = "", Arn = "", UserId = "" }) => ({
      label: UserName,
      path: paths.user(UserName),
      also: [Arn, UserId],
    })),
    listOf("User groups", groups, ({ GroupName = "", Arn = "", GroupId = "" }) => ({
      label: GroupName,
      path: paths.group(GroupName),
      also: [Arn, GroupId],
    })),
    listOf("Roles", roles, ({ RoleName = "", Arn = "", RoleId = "" }) => ({
      label: RoleName,
      path: paths.role(RoleName),
      also: [Arn, RoleId],
    })),
    listOf("Policies", policies, ({ PolicyName = "", Arn = "", PolicyId = "" }) => ({
      label: PolicyName,
      path: paths.policy(Arn),
      also: [Arn, PolicyId],
      note: typeOf(Arn),
    })),
  ];
}
