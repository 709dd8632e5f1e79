/** What the pages of identity providers ask of IAM. */
import {
  GetOpenIDConnectProviderCommand,
  GetSAMLProviderCommand,
  ListOpenIDConnectProvidersCommand,
  ListRolesCommand,
  ListSAMLProvidersCommand,
} from "@aws-sdk/client-iam";
import { allOfIam, readIam } from "../../api/queries";

export const oidcProviders = () => readIam("ListOpenIDConnectProviders", ListOpenIDConnectProvidersCommand, {});

export const samlProviders = () => readIam("ListSAMLProviders", ListSAMLProvidersCommand, {});

export const oidcProvider = (OpenIDConnectProviderArn: string) =>
  readIam("GetOpenIDConnectProvider", GetOpenIDConnectProviderCommand, { OpenIDConnectProviderArn });

export const samlProvider = (SAMLProviderArn: string) =>
  readIam("GetSAMLProvider", GetSAMLProviderCommand, { SAMLProviderArn });

/** All roles at once: of a part nobody could tell who trusts a provider. */
export const roles = () => allOfIam("ListRoles", ListRolesCommand, {}, ({ Roles }) => Roles);

/** The reads that a provider more or fewer makes old. */
export const LISTS = ["ListOpenIDConnectProviders", "ListSAMLProviders", "GetAccountSummary"] as const;
