import { useQueries, useQuery } from "@tanstack/react-query";
import type { ApiError } from "../api/errors";
import { groupsOf } from "../pages/users/queries";
import { type GroupPolicies, type Held, heldBy } from "./held";
import { attachedTo, type Identity, inlineOf } from "./kinds";

interface HeldPolicies {
  data: Held[] | undefined;
  /** Why the identity's own policies are not known. */
  error: ApiError | null;
  /** Why those of a user's groups are not known, or not all. */
  groupError: ApiError | null;
  isFetching: boolean;
  refetch: () => void;
}

/** The policies that *of* has: its own, and those of a user's groups. */
export function useHeld(of: Identity): HeldPolicies {
  const attached = useQuery(attachedTo(of));
  const inline = useQuery(inlineOf(of));
  const groups = useQuery({ ...groupsOf(of.name), enabled: of.kind === "user" });
  const names = (groups.data?.Groups ?? []).flatMap(({ GroupName }) => GroupName ?? []);
  const byGroups = useGroupPolicies(names);
  const parts = [attached, inline, groups, ...byGroups.queries];
  const isKnown = attached.data && inline.data && (of.kind !== "user" || groups.data || groups.error);
  return {
    data:
      isKnown && byGroups.isSettled
        ? heldBy(of, { attached: attached.data, inline: inline.data }, byGroups.known)
        : undefined,
    error: attached.error ?? inline.error,
    groupError: groups.error ?? byGroups.error,
    isFetching: parts.some(({ isFetching }) => isFetching),
    refetch: () => {
      for (const part of parts) if (part !== groups || of.kind === "user") void part.refetch();
    },
  };
}

function useGroupPolicies(names: readonly string[]) {
  const groups = names.map((name): Identity => ({ kind: "group", name }));
  const attached = useQueries({ queries: groups.map(attachedTo) });
  const inline = useQueries({ queries: groups.map(inlineOf) });
  const queries = [...attached, ...inline];
  return {
    queries,
    known: names.map((group, at): GroupPolicies => {
      return { group, attached: attached[at]?.data ?? [], inline: inline[at]?.data ?? [] };
    }),
    error: queries.find(({ error }) => error)?.error ?? null,
    isSettled: queries.every(({ data, error }) => data !== undefined || error),
  };
}
