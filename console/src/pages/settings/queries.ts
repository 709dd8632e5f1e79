/** What the account settings ask of IAM. */
import { GetAccountPasswordPolicyCommand, GetOutboundWebIdentityFederationInfoCommand } from "@aws-sdk/client-iam";
import { readIam } from "../../api/queries";

export const passwordPolicy = () => readIam("GetAccountPasswordPolicy", GetAccountPasswordPolicyCommand, {});

export const outboundFederation = () =>
  readIam("GetOutboundWebIdentityFederationInfo", GetOutboundWebIdentityFederationInfoCommand, {});
