/** Giving and taking console access: the calls, in their order. */
import {
  AttachUserPolicyCommand,
  CreateLoginProfileCommand,
  DeleteLoginProfileCommand,
  PutUserPolicyCommand,
  UpdateLoginProfileCommand,
} from "@aws-sdk/client-iam";
import { ApiError } from "../api/errors";
import { callIam } from "../api/queries";
import { serverTime } from "../api/server-time";
import { REVOCATION, revocationUntil } from "../pages/roles/revocation";

interface Access {
  userName: string;
  /** Whether there is a password already. */
  isEnabled: boolean;
  /** null: the present one stays. */
  password: string | null;
  mustChange: boolean;
}

/** Give the user a password, or another one, or change whether it has to be changed. */
export async function setPassword({ userName: UserName, isEnabled, password, mustChange }: Access): Promise<void> {
  const given = password === null ? {} : { Password: password };
  const input = { UserName, ...given, PasswordResetRequired: mustChange };
  if (isEnabled) await callIam("UpdateLoginProfile", UpdateLoginProfileCommand, input);
  else await callIam("CreateLoginProfile", CreateLoginProfileCommand, input);
}

/** Take the password away; who has none keeps having none. */
export async function removePassword(UserName: string): Promise<void> {
  await callIam("DeleteLoginProfile", DeleteLoginProfileCommand, { UserName }).catch((error: unknown) => {
    if (!(error instanceof ApiError && error.isAbsence)) throw error;
  });
}

/** Let the user change the password that has to be changed, where the account does not let everybody. */
export const allowOwnPassword = (UserName: string, partition: string) =>
  callIam("AttachUserPolicy", AttachUserPolicyCommand, {
    UserName,
    PolicyArn: `arn:${partition}:iam::aws:policy/IAMUserChangePassword`,
  });

/** Deny everything to the sessions that the user has now; those that begin later are not touched. */
export const revokeSessions = async (UserName: string) =>
  callIam("PutUserPolicy", PutUserPolicyCommand, {
    UserName,
    PolicyName: REVOCATION,
    PolicyDocument: revocationUntil(await serverTime()),
  });
