/** The policies that a user with its groups, a group or a role has, with their texts: what the simulator decides by. */
import {
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
} from "@aws-sdk/client-iam";
import { queryOptions } from "@tanstack/react-query";
import { callIam } from "../api/queries";
import { type PolicyType, typeOf } from "../components/policy-table";
import type { Entity } from "./entity";

export interface HeldPolicy {
  /** By this the page tells it from the others. */
  id: string;
  /** What the simulator calls it in its answers: `SourcePolicyType` and `SourcePolicyId`. */
  source: string;
  name: string;
  type: PolicyType;
  /** "" of an inline policy. */
  arn: string;
  holder: Entity;
  /** As it was saved: positions in the simulator's answers are positions in it. */
  text: string;
}

/** What tells the policy of a matched statement from others. */
export const sourceKey = (type: string | undefined, id: string | undefined) => `${type ?? ""} ${id ?? ""}`;

const managedSource = (type: PolicyType, name: string) =>
  sourceKey(type === "Customer managed" ? "user-managed" : "aws-managed", name);

interface Reads {
  inline: (name: string) => Promise<string[]>;
  document: (name: string, policy: string) => Promise<string>;
  attached: (name: string) => Promise<{ PolicyName?: string; PolicyArn?: string }[]>;
}

const MaxItems = 1_000;
type Signal = AbortSignal | undefined;

/** The three kinds have operations of their own, alike but for their names. */
const READS: Readonly<Record<Entity["kind"], (signal: Signal) => Reads>> = {
  user: (signal) => ({
    inline: async (UserName) =>
      (await callIam("ListUserPolicies", ListUserPoliciesCommand, { UserName, MaxItems }, signal)).PolicyNames ?? [],
    document: async (UserName, PolicyName) =>
      (await callIam("GetUserPolicy", GetUserPolicyCommand, { UserName, PolicyName }, signal)).PolicyDocument ?? "",
    attached: async (UserName) =>
      (await callIam("ListAttachedUserPolicies", ListAttachedUserPoliciesCommand, { UserName, MaxItems }, signal))
        .AttachedPolicies ?? [],
  }),
  group: (signal) => ({
    inline: async (GroupName) =>
      (await callIam("ListGroupPolicies", ListGroupPoliciesCommand, { GroupName, MaxItems }, signal)).PolicyNames ?? [],
    document: async (GroupName, PolicyName) =>
      (await callIam("GetGroupPolicy", GetGroupPolicyCommand, { GroupName, PolicyName }, signal)).PolicyDocument ?? "",
    attached: async (GroupName) =>
      (await callIam("ListAttachedGroupPolicies", ListAttachedGroupPoliciesCommand, { GroupName, MaxItems }, signal))
        .AttachedPolicies ?? [],
  }),
  role: (signal) => ({
    inline: async (RoleName) =>
      (await callIam("ListRolePolicies", ListRolePoliciesCommand, { RoleName, MaxItems }, signal)).PolicyNames ?? [],
    document: async (RoleName, PolicyName) =>
      (await callIam("GetRolePolicy", GetRolePolicyCommand, { RoleName, PolicyName }, signal)).PolicyDocument ?? "",
    attached: async (RoleName) =>
      (await callIam("ListAttachedRolePolicies", ListAttachedRolePoliciesCommand, { RoleName, MaxItems }, signal))
        .AttachedPolicies ?? [],
  }),
};

/** Return the text of the default version of a managed policy. */
export async function managedText(PolicyArn: string, signal: Signal): Promise<string> {
  const { Policy } = await callIam("GetPolicy", GetPolicyCommand, { PolicyArn }, signal);
  const VersionId = Policy?.DefaultVersionId ?? "";
  const input = { PolicyArn, VersionId };
  const { PolicyVersion } = await callIam("GetPolicyVersion", GetPolicyVersionCommand, input, signal);
  return decodeURIComponent(PolicyVersion?.Document ?? "");
}

async function ownPolicies(holder: Entity, signal: Signal): Promise<HeldPolicy[]> {
  const reads = READS[holder.kind](signal);
  const [inline, attached] = await Promise.all([reads.inline(holder.name), reads.attached(holder.name)]);
  return Promise.all([
    ...inline.map(async (name): Promise<HeldPolicy> => {
      const source = sourceKey(holder.kind, `${holder.kind}_${holder.name}_${name}`);
      const text = decodeURIComponent(await reads.document(holder.name, name));
      return { id: source, source, name, type: "Customer inline", arn: "", holder, text };
    }),
    ...attached.map(async ({ PolicyName: name = "", PolicyArn: arn = "" }): Promise<HeldPolicy> => {
      const type = typeOf(arn);
      const source = managedSource(type, name);
      const text = await managedText(arn, signal);
      return { id: `${holder.kind} ${holder.name} ${arn}`, source, name, type, arn, holder, text };
    }),
  ]);
}

async function groupsOf(UserName: string, signal: Signal): Promise<Entity[]> {
  const { Groups } = await callIam("ListGroupsForUser", ListGroupsForUserCommand, { UserName, MaxItems }, signal);
  return (Groups ?? []).map(({ GroupName = "" }) => ({ kind: "group", name: GroupName }));
}

/** The policies of *entity*, and of its groups. */
export const heldPolicies = (entity: Entity) =>
  queryOptions({
    queryKey: ["simulation", "HeldPolicies", entity],
    queryFn: async ({ signal }): Promise<HeldPolicy[]> => {
      const groups = entity.kind === "user" ? await groupsOf(entity.name, signal) : [];
      const held = await Promise.all([entity, ...groups].map((holder) => ownPolicies(holder, signal)));
      return held.flat();
    },
  });

/** The permissions boundary of *entity*, or null. */
export const boundaryOf = (entity: Entity) =>
  queryOptions({
    queryKey: ["simulation", "Boundary", entity],
    queryFn: async ({ signal }): Promise<HeldPolicy | null> => {
      const { kind, name } = entity;
      if (kind === "group") return null;
      const { PermissionsBoundary } =
        kind === "user"
          ? ((await callIam("GetUser", GetUserCommand, { UserName: name }, signal)).User ?? {})
          : ((await callIam("GetRole", GetRoleCommand, { RoleName: name }, signal)).Role ?? {});
      const arn = PermissionsBoundary?.PermissionsBoundaryArn ?? "";
      if (arn === "") return null;
      const type = typeOf(arn);
      const policy = arn.slice(arn.lastIndexOf("/") + 1);
      const source = managedSource(type, policy);
      return {
        id: `boundary ${arn}`,
        source,
        name: policy,
        type,
        arn,
        holder: entity,
        text: await managedText(arn, signal),
      };
    },
  });
