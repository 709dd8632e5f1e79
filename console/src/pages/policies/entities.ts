/** Whom a policy can be attached to, and how. */
import type { ListEntitiesForPolicyResponse, PolicyUsageType } from "@aws-sdk/client-iam";
import type { Step } from "../../components/steps";
import { type Identity, type Kind, readsOfPolicies, verbsOf } from "../../identity/kinds";

/** What a policy is to whom it is attached to: what they may do, or what they may do at most. */
export type Usage = PolicyUsageType;

export interface Entity extends Identity {
  /** Unique: names are used again. */
  id: string;
}

export const KIND_WORDS: Readonly<Record<Kind, string>> = { user: "User", group: "User group", role: "Role" };

type Listed = Pick<ListEntitiesForPolicyResponse, "PolicyUsers" | "PolicyGroups" | "PolicyRoles">;

export const entitiesOf = ({ PolicyUsers = [], PolicyGroups = [], PolicyRoles = [] }: Listed): Entity[] => [
  ...PolicyGroups.map(({ GroupName = "", GroupId = "" }): Entity => ({ kind: "group", name: GroupName, id: GroupId })),
  ...PolicyUsers.map(({ UserName = "", UserId = "" }): Entity => ({ kind: "user", name: UserName, id: UserId })),
  ...PolicyRoles.map(({ RoleName = "", RoleId = "" }): Entity => ({ kind: "role", name: RoleName, id: RoleId })),
];

/** The kinds that a policy can be attached to: groups have no boundary. */
export const KINDS_FOR: Readonly<Record<Usage, readonly Kind[]>> = {
  PermissionsPolicy: ["group", "user", "role"],
  PermissionsBoundary: ["user", "role"],
};

export const attaching = (usage: Usage, arn: string, entity: Entity): Step => ({
  label: `Attach to ${entity.name}`,
  run: () => (usage === "PermissionsPolicy" ? verbsOf(entity).attach(arn) : verbsOf(entity).setBoundary(arn)),
});

export const detaching = (usage: Usage, arn: string, entity: Entity): Step => ({
  label: `Detach from ${entity.name}`,
  run: () => (usage === "PermissionsPolicy" ? verbsOf(entity).detach(arn) : verbsOf(entity).removeBoundary()),
});

/** The reads that attaching and detaching make old. */
export const ATTACHMENT_READS: readonly string[] = [
  "GetPolicy",
  ...KINDS_FOR.PermissionsPolicy.flatMap((kind) => readsOfPolicies({ kind, name: "" })),
];
