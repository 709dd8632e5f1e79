/** What the pages of roles ask of IAM. */
import {
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import { pagesOfIam, readIam } from "../../api/queries";

export const roles = () => pagesOfIam("ListRoles", ListRolesCommand, {}, ({ Roles }) => Roles);

export const role = (RoleName: string) => readIam("GetRole", GetRoleCommand, { RoleName });

export const attachedPoliciesOf = (RoleName: string) =>
  readIam("ListAttachedRolePolicies", ListAttachedRolePoliciesCommand, { RoleName });

export const inlinePoliciesOf = (RoleName: string) =>
  readIam("ListRolePolicies", ListRolePoliciesCommand, { RoleName });

export const profilesOf = (RoleName: string) =>
  readIam("ListInstanceProfilesForRole", ListInstanceProfilesForRoleCommand, { RoleName });

export const instanceProfiles = () =>
  pagesOfIam("ListInstanceProfiles", ListInstanceProfilesCommand, {}, ({ InstanceProfiles }) => InstanceProfiles);
