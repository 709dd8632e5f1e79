/** Users, groups and roles in one: what IAM calls the same things of each. */
import {
  type AttachedPermissionsBoundary,
  type AttachedPolicy,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  DeleteGroupPolicyCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DeleteUserPermissionsBoundaryCommand,
  DeleteUserPolicyCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  GetGroupPolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  PutGroupPolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { queryOptions } from "@tanstack/react-query";
import { callIam, listIam } from "../api/queries";

export type Kind = "user" | "group" | "role";

/** Who has policies. */
export interface Identity {
  kind: Kind;
  name: string;
}

interface Verbs {
  attached: (name: string, signal?: AbortSignal) => Promise<AttachedPolicy[]>;
  inline: (name: string, signal?: AbortSignal) => Promise<string[]>;
  /** The document of an inline policy. */
  document: (name: string, policy: string, signal?: AbortSignal) => Promise<string>;
  attach: (name: string, arn: string) => Promise<unknown>;
  detach: (name: string, arn: string) => Promise<unknown>;
  put: (name: string, policy: string, document: string) => Promise<unknown>;
  remove: (name: string, policy: string) => Promise<unknown>;
  /** Permissions boundaries: groups have none. */
  boundary?: {
    read: (name: string, signal?: AbortSignal) => Promise<AttachedPermissionsBoundary | undefined>;
    set: (name: string, arn: string) => Promise<unknown>;
    remove: (name: string) => Promise<unknown>;
  };
}

const attachedOf = (page: { AttachedPolicies?: AttachedPolicy[] }) => page.AttachedPolicies;
const namesOf = (page: { PolicyNames?: string[] | undefined }) => page.PolicyNames;
/** IAM gives documents percent-encoded. */
const documentOf = ({ PolicyDocument = "" }: { PolicyDocument?: string | undefined }) =>
  decodeURIComponent(PolicyDocument);

const user: Verbs = {
  attached: (UserName, signal) =>
    listIam("ListAttachedUserPolicies", ListAttachedUserPoliciesCommand, { UserName }, attachedOf, signal),
  inline: (UserName, signal) => listIam("ListUserPolicies", ListUserPoliciesCommand, { UserName }, namesOf, signal),
  document: async (UserName, PolicyName, signal) =>
    documentOf(await callIam("GetUserPolicy", GetUserPolicyCommand, { UserName, PolicyName }, signal)),
  attach: (UserName, PolicyArn) => callIam("AttachUserPolicy", AttachUserPolicyCommand, { UserName, PolicyArn }),
  detach: (UserName, PolicyArn) => callIam("DetachUserPolicy", DetachUserPolicyCommand, { UserName, PolicyArn }),
  put: (UserName, PolicyName, PolicyDocument) =>
    callIam("PutUserPolicy", PutUserPolicyCommand, { UserName, PolicyName, PolicyDocument }),
  remove: (UserName, PolicyName) => callIam("DeleteUserPolicy", DeleteUserPolicyCommand, { UserName, PolicyName }),
  boundary: {
    read: async (UserName, signal) =>
      (await callIam("GetUser", GetUserCommand, { UserName }, signal)).User?.PermissionsBoundary,
    set: (UserName, PermissionsBoundary) =>
      callIam("PutUserPermissionsBoundary", PutUserPermissionsBoundaryCommand, { UserName, PermissionsBoundary }),
    remove: (UserName) => callIam("DeleteUserPermissionsBoundary", DeleteUserPermissionsBoundaryCommand, { UserName }),
  },
};

const group: Verbs = {
  attached: (GroupName, signal) =>
    listIam("ListAttachedGroupPolicies", ListAttachedGroupPoliciesCommand, { GroupName }, attachedOf, signal),
  inline: (GroupName, signal) => listIam("ListGroupPolicies", ListGroupPoliciesCommand, { GroupName }, namesOf, signal),
  document: async (GroupName, PolicyName, signal) =>
    documentOf(await callIam("GetGroupPolicy", GetGroupPolicyCommand, { GroupName, PolicyName }, signal)),
  attach: (GroupName, PolicyArn) => callIam("AttachGroupPolicy", AttachGroupPolicyCommand, { GroupName, PolicyArn }),
  detach: (GroupName, PolicyArn) => callIam("DetachGroupPolicy", DetachGroupPolicyCommand, { GroupName, PolicyArn }),
  put: (GroupName, PolicyName, PolicyDocument) =>
    callIam("PutGroupPolicy", PutGroupPolicyCommand, { GroupName, PolicyName, PolicyDocument }),
  remove: (GroupName, PolicyName) => callIam("DeleteGroupPolicy", DeleteGroupPolicyCommand, { GroupName, PolicyName }),
};

const role: Verbs = {
  attached: (RoleName, signal) =>
    listIam("ListAttachedRolePolicies", ListAttachedRolePoliciesCommand, { RoleName }, attachedOf, signal),
  inline: (RoleName, signal) => listIam("ListRolePolicies", ListRolePoliciesCommand, { RoleName }, namesOf, signal),
  document: async (RoleName, PolicyName, signal) =>
    documentOf(await callIam("GetRolePolicy", GetRolePolicyCommand, { RoleName, PolicyName }, signal)),
  attach: (RoleName, PolicyArn) => callIam("AttachRolePolicy", AttachRolePolicyCommand, { RoleName, PolicyArn }),
  detach: (RoleName, PolicyArn) => callIam("DetachRolePolicy", DetachRolePolicyCommand, { RoleName, PolicyArn }),
  put: (RoleName, PolicyName, PolicyDocument) =>
    callIam("PutRolePolicy", PutRolePolicyCommand, { RoleName, PolicyName, PolicyDocument }),
  remove: (RoleName, PolicyName) => callIam("DeleteRolePolicy", DeleteRolePolicyCommand, { RoleName, PolicyName }),
  boundary: {
    read: async (RoleName, signal) =>
      (await callIam("GetRole", GetRoleCommand, { RoleName }, signal)).Role?.PermissionsBoundary,
    set: (RoleName, PermissionsBoundary) =>
      callIam("PutRolePermissionsBoundary", PutRolePermissionsBoundaryCommand, { RoleName, PermissionsBoundary }),
    remove: (RoleName) => callIam("DeleteRolePermissionsBoundary", DeleteRolePermissionsBoundaryCommand, { RoleName }),
  },
};

const VERBS: Readonly<Record<Kind, Verbs>> = { user, group, role };

/** The kind as it is in the names of operations: `AttachUserPolicy`. */
const word = ({ kind }: Identity) => kind.charAt(0).toUpperCase() + kind.slice(1);

/** What can be done with the policies of *of*. Raises ApiError. */
export function verbsOf(of: Identity) {
  const verbs = VERBS[of.kind];
  return {
    attached: (signal?: AbortSignal) => verbs.attached(of.name, signal),
    inline: (signal?: AbortSignal) => verbs.inline(of.name, signal),
    document: (policy: string, signal?: AbortSignal) => verbs.document(of.name, policy, signal),
    boundary: async (signal?: AbortSignal) => (await verbs.boundary?.read(of.name, signal)) ?? null,
    attach: (arn: string) => verbs.attach(of.name, arn),
    detach: (arn: string) => verbs.detach(of.name, arn),
    put: (policy: string, document: string) => verbs.put(of.name, policy, document),
    remove: (policy: string) => verbs.remove(of.name, policy),
    setBoundary: async (arn: string) => verbs.boundary?.set(of.name, arn),
    removeBoundary: async () => verbs.boundary?.remove(of.name),
  };
}

export const attachedTo = (of: Identity) =>
  queryOptions({
    queryKey: ["iam", `ListAttached${word(of)}Policies`, of],
    queryFn: ({ signal }) => verbsOf(of).attached(signal),
  });

export const inlineOf = (of: Identity) =>
  queryOptions({
    queryKey: ["iam", `List${word(of)}Policies`, of],
    queryFn: ({ signal }) => verbsOf(of).inline(signal),
  });

export const inlineDocument = (of: Identity, policy: string) =>
  queryOptions({
    queryKey: ["iam", `Get${word(of)}Policy`, of, policy],
    queryFn: ({ signal }) => verbsOf(of).document(policy, signal),
  });

/** The permissions boundary, or null. */
export const boundaryOf = (of: Identity) =>
  queryOptions({
    queryKey: ["iam", `Get${word(of)}`, of, "boundary"],
    queryFn: ({ signal }) => verbsOf(of).boundary(signal),
  });

/** The operations whose answers are old once policies of such an identity have changed. */
export const readsOfPolicies = (of: Identity) => [
  `ListAttached${word(of)}Policies`,
  `List${word(of)}Policies`,
  `Get${word(of)}Policy`,
  `Get${word(of)}`,
  "ListPolicies",
  "ListEntitiesForPolicy",
];
