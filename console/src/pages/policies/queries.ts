/** What the pages of policies ask of IAM. */
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListEntitiesForPolicyCommand,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
  type PolicyUsageType,
} from "@aws-sdk/client-iam";
import { pagesOfIam, readIam } from "../../api/queries";
import { entitiesOf } from "./entities";

export const policies = () => pagesOfIam("ListPolicies", ListPoliciesCommand, {}, ({ Policies }) => Policies);

export const policy = (PolicyArn: string) => readIam("GetPolicy", GetPolicyCommand, { PolicyArn });

export const versionsOf = (PolicyArn: string) =>
  readIam("ListPolicyVersions", ListPolicyVersionsCommand, { PolicyArn });

export const version = (PolicyArn: string, VersionId: string) =>
  readIam("GetPolicyVersion", GetPolicyVersionCommand, { PolicyArn, VersionId });

export const entitiesFor = (PolicyArn: string, PolicyUsageFilter: PolicyUsageType) =>
  pagesOfIam("ListEntitiesForPolicy", ListEntitiesForPolicyCommand, { PolicyArn, PolicyUsageFilter }, entitiesOf);
