/** What the pages of policies ask of IAM. */
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListEntitiesForPolicyCommand,
  ListGroupsCommand,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
  ListRolesCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import { allOfIam, readIam } from "../../api/queries";
import { type Entity, entitiesOf, type Usage } from "./entities";

/** All policies: the filters of the list need them whole. */
export const policies = () => allOfIam("ListPolicies", ListPoliciesCommand, {}, ({ Policies }) => Policies);

export const policy = (PolicyArn: string) => readIam("GetPolicy", GetPolicyCommand, { PolicyArn });

export const versionsOf = (PolicyArn: string) =>
  readIam("ListPolicyVersions", ListPolicyVersionsCommand, { PolicyArn });

export const version = (PolicyArn: string, VersionId: string) =>
  readIam("GetPolicyVersion", GetPolicyVersionCommand, { PolicyArn, VersionId });

/** Whom the policy is attached to. */
export const attachedTo = (PolicyArn: string, PolicyUsageFilter: Usage) =>
  allOfIam("ListEntitiesForPolicy", ListEntitiesForPolicyCommand, { PolicyArn, PolicyUsageFilter }, entitiesOf);

/** Whom a policy can be attached to, by kind. */
export const ALL_ENTITIES = {
  User: () => allOfIam("ListUsers", ListUsersCommand, {}, ({ Users: PolicyUsers }) => asEntities({ PolicyUsers })),
  "User group": () =>
    allOfIam("ListGroups", ListGroupsCommand, {}, ({ Groups: PolicyGroups }) => asEntities({ PolicyGroups })),
  Role: () => allOfIam("ListRoles", ListRolesCommand, {}, ({ Roles: PolicyRoles }) => asEntities({ PolicyRoles })),
} as const;

const asEntities = (listed: Parameters<typeof entitiesOf>[0]): Entity[] => entitiesOf(listed);
