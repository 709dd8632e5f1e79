/** Which policies name something by its ARN: they no longer mean it once it is called otherwise. */
import {
  type GetAccountAuthorizationDetailsCommandOutput as Details,
  GetAccountAuthorizationDetailsCommand,
} from "@aws-sdk/client-iam";
import { queryOptions } from "@tanstack/react-query";
import { listIam } from "../api/queries";

interface Named {
  /** Where the policy is, in words. */
  where: string;
  document: string;
}

interface Inline {
  PolicyName?: string;
  PolicyDocument?: string;
}

const inlineOf = (whose: string, policies: readonly Inline[] | undefined): Named[] =>
  (policies ?? []).map(({ PolicyName = "", PolicyDocument = "" }) => {
    return { where: `${PolicyName}, inline policy of ${whose}`, document: PolicyDocument };
  });

/** Return every policy of a page of the account. */
const policiesOf = (page: Details): Named[] => [
  ...(page.Policies ?? []).map(({ PolicyName = "", PolicyVersionList = [] }) => {
    const document = PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion)?.Document ?? "";
    return { where: `${PolicyName}, managed policy`, document };
  }),
  ...(page.UserDetailList ?? []).flatMap(({ UserName, UserPolicyList }) =>
    inlineOf(`user ${UserName}`, UserPolicyList),
  ),
  ...(page.GroupDetailList ?? []).flatMap(({ GroupName, GroupPolicyList }) =>
    inlineOf(`group ${GroupName}`, GroupPolicyList),
  ),
  ...(page.RoleDetailList ?? []).flatMap(({ RoleName, RolePolicyList, AssumeRolePolicyDocument = "" }) => [
    { where: `Trust policy of role ${RoleName}`, document: AssumeRolePolicyDocument },
    ...inlineOf(`role ${RoleName}`, RolePolicyList),
  ]),
];

/** Whether a document, percent-encoded or not, holds *arn* as one whole text. */
export const namesArn = (document: string, arn: string) => decodeURIComponent(document).includes(`"${arn}"`);

/** Where policies of this account name *arn*. */
export const policiesNaming = (arn: string) =>
  queryOptions({
    queryKey: ["iam", "GetAccountAuthorizationDetails", "naming", arn],
    queryFn: ({ signal }) =>
      listIam(
        "GetAccountAuthorizationDetails",
        GetAccountAuthorizationDetailsCommand,
        { Filter: ["User", "Group", "Role", "LocalManagedPolicy"] },
        (page: Details) => policiesOf(page).flatMap(({ where, document }) => (namesArn(document, arn) ? where : [])),
        signal,
      ),
  });
