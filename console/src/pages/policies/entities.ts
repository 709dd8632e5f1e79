/** Who a policy can be attached to, and the operations that attach and detach it. */
import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteUserPermissionsBoundaryCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  type ListEntitiesForPolicyResponse,
  type PolicyUsageType,
  PutRolePermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
} from "@aws-sdk/client-iam";
import { callIam } from "../../api/queries";
import type { Step } from "../../components/steps";

export type EntityKind = "User" | "User group" | "Role";

export interface Entity {
  kind: EntityKind;
  name: string;
  id: string;
}

/** What a policy is to whom it is attached: what they may do, or what they may do at most. */
export type Usage = PolicyUsageType;

export function entitiesOf({ PolicyUsers, PolicyGroups, PolicyRoles }: ListEntitiesForPolicyResponse): Entity[] {
  return [
    ...(PolicyGroups ?? []).map(
      ({ GroupName = "", GroupId = "" }): Entity => ({ kind: "User group", name: GroupName, id: GroupId }),
    ),
    ...(PolicyUsers ?? []).map(
      ({ UserName = "", UserId = "" }): Entity => ({ kind: "User", name: UserName, id: UserId }),
    ),
    ...(PolicyRoles ?? []).map(
      ({ RoleName = "", RoleId = "" }): Entity => ({ kind: "Role", name: RoleName, id: RoleId }),
    ),
  ];
}

type Call = (name: string, arn: string) => Promise<unknown>;

const ATTACH: Record<Usage, Partial<Record<EntityKind, Call>>> = {
  PermissionsPolicy: {
    User: (UserName, PolicyArn) => callIam("AttachUserPolicy", AttachUserPolicyCommand, { UserName, PolicyArn }),
    "User group": (GroupName, PolicyArn) =>
      callIam("AttachGroupPolicy", AttachGroupPolicyCommand, { GroupName, PolicyArn }),
    Role: (RoleName, PolicyArn) => callIam("AttachRolePolicy", AttachRolePolicyCommand, { RoleName, PolicyArn }),
  },
  PermissionsBoundary: {
    User: (UserName, PermissionsBoundary) =>
      callIam("PutUserPermissionsBoundary", PutUserPermissionsBoundaryCommand, { UserName, PermissionsBoundary }),
    Role: (RoleName, PermissionsBoundary) =>
      callIam("PutRolePermissionsBoundary", PutRolePermissionsBoundaryCommand, { RoleName, PermissionsBoundary }),
  },
};

const DETACH: typeof ATTACH = {
  PermissionsPolicy: {
    User: (UserName, PolicyArn) => callIam("DetachUserPolicy", DetachUserPolicyCommand, { UserName, PolicyArn }),
    "User group": (GroupName, PolicyArn) =>
      callIam("DetachGroupPolicy", DetachGroupPolicyCommand, { GroupName, PolicyArn }),
    Role: (RoleName, PolicyArn) => callIam("DetachRolePolicy", DetachRolePolicyCommand, { RoleName, PolicyArn }),
  },
  PermissionsBoundary: {
    User: (UserName) => callIam("DeleteUserPermissionsBoundary", DeleteUserPermissionsBoundaryCommand, { UserName }),
    Role: (RoleName) => callIam("DeleteRolePermissionsBoundary", DeleteRolePermissionsBoundaryCommand, { RoleName }),
  },
};

/** The kinds of entity that a policy can be attached to as *usage*: groups have no boundary. */
export const kindsFor = (usage: Usage) => Object.keys(ATTACH[usage]) as EntityKind[];

/** What attaches the policy to *entity*, as a step. */
export const attaching = (usage: Usage, arn: string, { kind, name }: Entity): Step => ({
  label: `Attach to ${name}`,
  run: async () => ATTACH[usage][kind]?.(name, arn),
});

export const detaching = (usage: Usage, arn: string, { kind, name }: Entity): Step => ({
  label: `Detach from ${name}`,
  run: async () => DETACH[usage][kind]?.(name, arn),
});

/** The reads that attaching and detaching make old. */
export const ATTACHMENT_READS = [
  "ListPolicies",
  "GetPolicy",
  "ListEntitiesForPolicy",
  "ListAttachedUserPolicies",
  "ListAttachedGroupPolicies",
  "ListAttachedRolePolicies",
  "GetUser",
  "GetRole",
] as const;
