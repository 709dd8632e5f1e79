import { useQuery } from "@tanstack/react-query";
import type { Rows } from "../../components/part-table";
import { type Entity, entitiesOf, KINDS_FOR, type Usage } from "./entities";
import { ENTITIES, entitiesWith } from "./queries";

/** Those whom the policy can be attached to and who do not have it yet. Who has it need not be known for that. */
export function useCandidates(arn: string, usage: Usage): Rows<Entity> {
  const isFor = (kind: keyof typeof ENTITIES) => KINDS_FOR[usage].includes(kind);
  const groups = useQuery({ ...ENTITIES.group, enabled: isFor("group") });
  const users = useQuery({ ...ENTITIES.user, enabled: isFor("user") });
  const roles = useQuery({ ...ENTITIES.role, enabled: isFor("role") });
  const having = useQuery(entitiesWith(arn, usage));
  const parts = [...(isFor("group") ? [groups] : []), users, roles];
  const has = new Set(having.data?.map(({ id }) => id));
  const all = entitiesOf({ PolicyGroups: groups.data, PolicyUsers: users.data, PolicyRoles: roles.data });
  // Who may list only some kinds chooses among these; only when none can be listed is that a failure.
  const isSettled = [...parts, having].every(({ isPending }) => !isPending);
  const isRefused = parts.every(({ error }) => error !== null);
  return {
    data: isSettled ? all.filter(({ id }) => !has.has(id)) : undefined,
    error: isRefused ? (parts[0]?.error ?? null) : null,
    refetch: () => Promise.all(parts.map(({ refetch }) => refetch())),
    isFetching: parts.some(({ isFetching }) => isFetching),
  };
}
