/** What the pages of roles ask of IAM. */
import {
  GetOpenIDConnectProviderCommand,
  GetRoleCommand,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  ListOpenIDConnectProvidersCommand,
  ListRolesCommand,
  ListSAMLProvidersCommand,
} from "@aws-sdk/client-iam";
import { allOfIam, pagesOfIam, readIam } from "../../api/queries";

export const roles = () => pagesOfIam("ListRoles", ListRolesCommand, {}, ({ Roles }) => Roles);

export const role = (RoleName: string) => readIam("GetRole", GetRoleCommand, { RoleName });

export const profilesOf = (RoleName: string) =>
  readIam("ListInstanceProfilesForRole", ListInstanceProfilesForRoleCommand, { RoleName });

export const instanceProfiles = () =>
  allOfIam("ListInstanceProfiles", ListInstanceProfilesCommand, {}, ({ InstanceProfiles }) => InstanceProfiles);

export const oidcProviders = () => readIam("ListOpenIDConnectProviders", ListOpenIDConnectProvidersCommand, {});

export const oidcProvider = (OpenIDConnectProviderArn: string) =>
  readIam("GetOpenIDConnectProvider", GetOpenIDConnectProviderCommand, { OpenIDConnectProviderArn });

export const samlProviders = () => readIam("ListSAMLProviders", ListSAMLProvidersCommand, {});
