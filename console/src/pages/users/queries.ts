/** What the pages of users ask of IAM. */
import {
  GetAccessKeyLastUsedCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListMFADevicesCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import { allOfIam, pagesOfIam, readIam } from "../../api/queries";

export const users = () => pagesOfIam("ListUsers", ListUsersCommand, {}, ({ Users }) => Users);

export const allUsers = () => allOfIam("ListUsers", ListUsersCommand, {}, ({ Users }) => Users);

export const user = (UserName: string) => readIam("GetUser", GetUserCommand, { UserName });

export const groupsOf = (UserName: string) => readIam("ListGroupsForUser", ListGroupsForUserCommand, { UserName });

export const mfaDevicesOf = (UserName: string) => readIam("ListMFADevices", ListMFADevicesCommand, { UserName });

export const loginProfileOf = (UserName: string) => readIam("GetLoginProfile", GetLoginProfileCommand, { UserName });

export const accessKeysOf = (UserName: string) => readIam("ListAccessKeys", ListAccessKeysCommand, { UserName });

export const lastUseOf = (AccessKeyId: string) =>
  readIam("GetAccessKeyLastUsed", GetAccessKeyLastUsedCommand, { AccessKeyId });

export const attachedPoliciesOf = (UserName: string) =>
  readIam("ListAttachedUserPolicies", ListAttachedUserPoliciesCommand, { UserName });

export const inlinePoliciesOf = (UserName: string) =>
  readIam("ListUserPolicies", ListUserPoliciesCommand, { UserName });
