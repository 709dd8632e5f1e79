/** What the pages of roles ask of IAM. */
import {
  GetRoleCommand,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import { allOfIam, pagesOfIam, readIam } from "../../api/queries";

export const roles = () => pagesOfIam("ListRoles", ListRolesCommand, {}, ({ Roles }) => Roles);

export const role = (RoleName: string) => readIam("GetRole", GetRoleCommand, { RoleName });

export const profilesOf = (RoleName: string) =>
  readIam("ListInstanceProfilesForRole", ListInstanceProfilesForRoleCommand, { RoleName });

export const instanceProfiles = () =>
  allOfIam("ListInstanceProfiles", ListInstanceProfilesCommand, {}, ({ InstanceProfiles }) => InstanceProfiles);
