/** The policies that somebody has: their own, and those of a user's groups; and what it means to take some away. */
import type { AttachedPolicy } from "@aws-sdk/client-iam";
import { type PolicyType, typeOf } from "../components/policy-type";
import type { Identity } from "./kinds";

export interface Policies {
  attached: readonly AttachedPolicy[];
  inline: readonly string[];
}

export interface GroupPolicies extends Policies {
  group: string;
}

/** A policy that somebody has, once, however many ways it comes by. */
export interface Held {
  id: string;
  name: string;
  type: PolicyType;
  /** "" for an inline one. */
  arn: string;
  /** Whose inline policy it is; of a managed one, who was asked about. */
  holder: Identity;
  isDirect: boolean;
  /** The groups that it comes by. */
  groups: readonly string[];
}

const ofHolder = (holder: Identity, { attached, inline }: Policies): Held[] => {
  const isDirect = holder.kind !== "group";
  const common = { holder, isDirect, groups: isDirect ? [] : [holder.name] };
  const managed = attached.map(({ PolicyArn: arn = "", PolicyName: name = "" }) => {
    return { id: arn, name, type: typeOf(arn), arn, ...common };
  });
  const own = inline.map((name) => {
    const id = `${holder.kind}/${holder.name}/${name}`;
    return { id, name, type: "Customer inline" as const, arn: "", ...common };
  });
  return [...managed, ...own];
};

/** Return what *of* has by themselves and by *groups*. */
export function heldBy(of: Identity, own: Policies, groups: readonly GroupPolicies[] = []): Held[] {
  const found = new Map<string, Held>();
  for (const held of ofHolder(of, own)) found.set(held.id, { ...held, isDirect: true, groups: [] });
  for (const { group, ...policies } of groups) {
    for (const held of ofHolder({ kind: "group", name: group }, policies)) {
      const before = found.get(held.id);
      found.set(held.id, before ? { ...before, groups: [...before.groups, group] } : held);
    }
  }
  return [...found.values()];
}

/** How a policy comes to somebody, in words. */
export const ways = ({ isDirect, groups }: Held): string[] => [
  ...(isDirect ? ["Directly"] : []),
  ...groups.map((group) => `Group ${group}`),
];

export interface Removal {
  /** Managed policies to detach. */
  detached: Held[];
  /** Inline policies to delete. */
  deleted: Held[];
  /** Groups that the user leaves: there is no other way to lose what comes by them. */
  left: string[];
  /** What goes with those groups and was not asked for. */
  alsoLost: Held[];
  /** What was asked for and stays all the same, by groups that are not left. */
  staying: Held[];
}

/** Return what has to be done to take *chosen* away from who has *all*, and what else comes of it. */
export function removalOf(chosen: readonly Held[], all: readonly Held[]): Removal {
  const ids = new Set(chosen.map(({ id }) => id));
  const direct = chosen.filter(({ isDirect }) => isDirect);
  const left = new Set(chosen.flatMap(({ isDirect, groups }) => (isDirect ? [] : groups)));
  const isLeft = (group: string) => left.has(group);
  return {
    detached: direct.filter(({ arn }) => arn !== ""),
    deleted: direct.filter(({ arn }) => arn === ""),
    left: [...left].sort(),
    alsoLost: all.filter(({ id, isDirect, groups }) => !ids.has(id) && !isDirect && groups.every(isLeft)),
    staying: direct.filter(({ groups }) => !groups.every(isLeft)),
  };
}
