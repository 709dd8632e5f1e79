/** Who has policies of their own, and who may do everything other than by a group: found in the authorization details. */
import {
  type AttachedPolicy,
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsResponse,
  type ManagedPolicyDetail,
  type PolicyDetail,
  type RoleDetail,
  type UserDetail,
} from "@aws-sdk/client-iam";
import { queryOptions } from "@tanstack/react-query";
import { callIam } from "../../api/queries";
import { statementsOf } from "../../simulation/marked";

type Filter = "User" | "Role" | "LocalManagedPolicy" | "AWSManagedPolicy";

/** Pages of a thousand: a dashboard does not read a hundred thousand users. */
const PAGES = 5;
const MaxItems = 1_000;

interface Read {
  pages: GetAccountAuthorizationDetailsResponse[];
  isWhole: boolean;
}

async function details(filter: Filter[], signal: AbortSignal): Promise<Read> {
  const pages: GetAccountAuthorizationDetailsResponse[] = [];
  let marker: string | undefined;
  do {
    const input = { Filter: filter, MaxItems, ...(marker && { Marker: marker }) };
    const page = await callIam("GetAccountAuthorizationDetails", GetAccountAuthorizationDetailsCommand, input, signal);
    pages.push(page);
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker && pages.length < PAGES);
  return { pages, isWhole: !marker };
}

const has = (value: unknown, wanted: readonly string[]) =>
  (Array.isArray(value) ? value : [value]).some((each) => typeof each === "string" && wanted.includes(each));

/** Whether a statement of *document* allows every action on every resource, unconditionally. */
export function allowsAll(document: string): boolean {
  return statementsOf(document).some((each) => {
    const { Effect, Action, Resource, Condition } = each as Readonly<Record<string, unknown>>; // a saved policy's
    return Effect === "Allow" && has(Action, ["*", "*:*"]) && has(Resource, ["*"]) && Condition === undefined;
  });
}

const documentOf = (text: string | undefined) => decodeURIComponent(text ?? "");

const isPowerful = ({ PolicyVersionList: versions = [] }: ManagedPolicyDetail) =>
  versions.some(({ IsDefaultVersion, Document }) => IsDefaultVersion && allowsAll(documentOf(Document)));

export interface Privileges {
  /** Users with policies that come by no group. */
  direct: string[];
  /** Users and roles that may do everything by a policy of their own. */
  powerful: string[];
  /** How many users and roles were looked at, and whether these are all. */
  looked: number;
  isWhole: boolean;
}

export function privilegesOf(
  users: readonly UserDetail[],
  roles: readonly RoleDetail[],
  policies: readonly ManagedPolicyDetail[],
): Pick<Privileges, "direct" | "powerful" | "looked"> {
  const powerful = new Set(policies.filter(isPowerful).map(({ Arn }) => Arn));
  const isAllowedAll = (attached: readonly AttachedPolicy[] = [], inline: readonly PolicyDetail[] = []) =>
    attached.some(({ PolicyArn }) => powerful.has(PolicyArn)) ||
    inline.some(({ PolicyDocument }) => allowsAll(documentOf(PolicyDocument)));
  const named = (names: readonly (string | undefined)[]) => names.flatMap((name) => name ?? []);
  return {
    direct: named(
      users
        .filter((user) => (user.AttachedManagedPolicies?.length ?? 0) + (user.UserPolicyList?.length ?? 0) > 0)
        .map(({ UserName }) => UserName),
    ),
    powerful: named([
      ...users
        .filter((user) => isAllowedAll(user.AttachedManagedPolicies, user.UserPolicyList))
        .map(({ UserName }) => UserName),
      ...roles
        .filter((role) => isAllowedAll(role.AttachedManagedPolicies, role.RolePolicyList))
        .map(({ RoleName }) => RoleName),
    ]),
    looked: users.length + roles.length,
  };
}

export const privileges = () =>
  queryOptions({
    queryKey: ["iam", "GetAccountAuthorizationDetails", "privileges"],
    queryFn: async ({ signal }): Promise<Privileges> => {
      const policies = await details(["LocalManagedPolicy", "AWSManagedPolicy"], signal);
      const identities = await details(["User", "Role"], signal);
      return {
        ...privilegesOf(
          identities.pages.flatMap(({ UserDetailList }) => UserDetailList ?? []),
          identities.pages.flatMap(({ RoleDetailList }) => RoleDetailList ?? []),
          policies.pages.flatMap(({ Policies }) => Policies ?? []),
        ),
        isWhole: identities.isWhole && policies.isWhole,
      };
    },
    staleTime: 300_000,
  });
