/** What a choice comes to: the groups, policies and boundary that a user is given, and the calls that give them. */
import { ListGroupsForUserCommand } from "@aws-sdk/client-iam";
import { queryOptions } from "@tanstack/react-query";
import { listIam } from "../../api/queries";
import type { Step } from "../../components/steps";
import { verbsOf } from "../kinds";
import { attachSteps, boundarySteps, inlineSteps, joinStep } from "../steps";
import type { PermissionState } from "./state";

export interface Grants {
  /** Names. */
  groups: readonly string[];
  /** ARNs. */
  policies: readonly string[];
  inline: readonly { name: string; document: string }[];
  /** An ARN, or "". */
  boundary: string;
}

/** Read what a user has been given. Raises ApiError. */
async function grantsOfUser(UserName: string, signal?: AbortSignal): Promise<Grants> {
  const verbs = verbsOf({ kind: "user", name: UserName });
  const list = listIam("ListGroupsForUser", ListGroupsForUserCommand, { UserName }, ({ Groups }) => Groups, signal);
  const [groups, attached, names, boundary] = await Promise.all([
    list,
    verbs.attached(signal),
    verbs.inline(signal),
    verbs.boundary(signal),
  ]);
  return {
    groups: groups.flatMap(({ GroupName }) => GroupName ?? []),
    policies: attached.flatMap(({ PolicyArn }) => PolicyArn ?? []),
    inline: await Promise.all(names.map(async (name) => ({ name, document: await verbs.document(name, signal) }))),
    boundary: boundary?.PermissionsBoundaryArn ?? "",
  };
}

/** Return what *state* comes to; to copy means to read first. Raises ApiError. */
export async function grantsOf(state: PermissionState, signal?: AbortSignal): Promise<Grants> {
  const { way, groups, copied, policies, boundary } = state;
  const nothing: Grants = { groups: [], policies: [], inline: [], boundary };
  if (way === "groups") return { ...nothing, groups };
  if (way === "attach") return { ...nothing, policies };
  if (!copied) return nothing;
  const found = await grantsOfUser(copied, signal);
  return { ...found, boundary: boundary || found.boundary };
}

export const grantsRead = (state: PermissionState) =>
  queryOptions({ queryKey: ["iam", "grants", state], queryFn: ({ signal }) => grantsOf(state, signal), gcTime: 0 });

/** The calls that give *grants*. The boundary comes first: nothing is allowed for a moment that it would not allow. */
export const grantSteps = (userName: string, { groups, policies, inline, boundary }: Grants): Step[] => {
  const of = { kind: "user", name: userName } as const;
  return [
    ...boundarySteps(of, boundary),
    ...groups.map((group) => joinStep(userName, group)),
    ...attachSteps(of, policies),
    ...inlineSteps(of, inline),
  ];
};
