/** Who may do everything in the account by AWS's own policy for that: the last of them is not deleted unasked. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { usersOf } from "../groups/queries";
import { entitiesWith } from "../policies/queries";

/**
 * Return whether none of those who have AdministratorAccess is left without *names*, by what can be seen of it; undefined
 * until that is known.
 *
 * Of the users it is had directly or by a group; a role that has it can be assumed by somebody.
 */
export function useAreLastAdministrators(names: readonly string[], partition: string): boolean | undefined {
  const arn = `arn:${partition}:iam::aws:policy/AdministratorAccess`;
  const entities = useQuery(entitiesWith(arn, "PermissionsPolicy"));
  const { data = [] } = entities;
  const groups = data.flatMap(({ kind, name }) => (kind === "group" ? [name] : []));
  const members = useQueries({ queries: groups.map(usersOf) });
  if ([entities, ...members].some(({ isPending }) => isPending)) return undefined;
  if (data.some(({ kind }) => kind === "role") || members.some(({ data: users }) => users === undefined)) return false;
  return areLast(
    names,
    data.flatMap(({ kind, name }) => (kind === "user" ? [name] : [])),
    members.flatMap(({ data: users = [] }) => users.map(({ UserName = "" }) => UserName)),
  );
}

/** Return whether *names* hold every one of the administrators, and there are any. */
export function areLast(names: readonly string[], ...administrators: readonly (readonly string[])[]): boolean {
  const all = administrators.flat();
  return all.length > 0 && all.every((name) => names.includes(name));
}
