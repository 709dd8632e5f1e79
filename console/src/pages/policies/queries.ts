/** What the pages of policies ask of IAM. */
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListEntitiesForPolicyCommand,
  ListGroupsCommand,
  ListPolicyVersionsCommand,
  ListRolesCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import { allOfIam, readIam } from "../../api/queries";
import { entitiesOf, type Usage } from "./entities";

export const policy = (PolicyArn: string) => readIam("GetPolicy", GetPolicyCommand, { PolicyArn });

export const versionsOf = (PolicyArn: string) =>
  readIam("ListPolicyVersions", ListPolicyVersionsCommand, { PolicyArn });

export const version = (PolicyArn: string, VersionId: string) =>
  readIam("GetPolicyVersion", GetPolicyVersionCommand, { PolicyArn, VersionId });

/** Who has the policy. */
export const entitiesWith = (PolicyArn: string, PolicyUsageFilter: Usage) =>
  allOfIam("ListEntitiesForPolicy", ListEntitiesForPolicyCommand, { PolicyArn, PolicyUsageFilter }, entitiesOf);

/** Whom a policy can be attached to, by kind. */
export const ENTITIES = {
  group: allOfIam("ListGroups", ListGroupsCommand, {}, ({ Groups }) => Groups),
  user: allOfIam("ListUsers", ListUsersCommand, {}, ({ Users }) => Users),
  role: allOfIam("ListRoles", ListRolesCommand, {}, ({ Roles }) => Roles),
} as const;
