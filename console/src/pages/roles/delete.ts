/** Deleting a role. IAM deletes one that has nothing left; what it has is taken away first. */
import {
  DeleteRoleCommand,
  DeleteServiceLinkedRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  ListInstanceProfilesForRoleCommand,
  type Role,
} from "@aws-sdk/client-iam";
import { ApiError } from "../../api/errors";
import { callIam, listIam } from "../../api/queries";
import { verbsOf } from "../../identity/kinds";
import { isServiceLinked } from "./linked";
import { deleteProfile, removeRole } from "./profile-steps";

async function leaveProfiles(RoleName: string): Promise<void> {
  const profiles = await listIam(
    "ListInstanceProfilesForRole",
    ListInstanceProfilesForRoleCommand,
    { RoleName },
    ({ InstanceProfiles }) => InstanceProfiles,
  );
  for (const { InstanceProfileName = "" } of profiles) {
    await removeRole(RoleName, { InstanceProfileName }).run();
    // The one that was made with the role goes with it, as in the AWS console; others were made on purpose.
    if (InstanceProfileName === RoleName) await deleteProfile({ InstanceProfileName }).run();
  }
}

async function deleteOrdinary(RoleName: string): Promise<void> {
  await leaveProfiles(RoleName);
  const { attached, inline, detach, remove } = verbsOf({ kind: "role", name: RoleName });
  for (const { PolicyArn = "" } of await attached()) await detach(PolicyArn);
  for (const policy of await inline()) await remove(policy);
  await callIam("DeleteRole", DeleteRoleCommand, { RoleName });
}

const PAUSE = 1_000;

/** A service may still need its role: a task finds out, and says which of its resources do. */
async function deleteLinked(RoleName: string): Promise<void> {
  const operation = "GetServiceLinkedRoleDeletionStatus";
  const { DeletionTaskId } = await callIam("DeleteServiceLinkedRole", DeleteServiceLinkedRoleCommand, { RoleName });
  for (;;) {
    const { Status, Reason } = await callIam(operation, GetServiceLinkedRoleDeletionStatusCommand, { DeletionTaskId });
    if (Status === "SUCCEEDED") return;
    if (Status === "FAILED") {
      throw new ApiError(operation, "DeletionFailed", Reason?.Reason ?? `Role ${RoleName} is still in use.`, "", 200);
    }
    await new Promise((go) => setTimeout(go, PAUSE));
  }
}

/** Delete the role and all that is its own. Raises ApiError from the step that was refused; those before it are done. */
export const deleteRole = (role: Role) =>
  isServiceLinked(role) ? deleteLinked(role.RoleName ?? "") : deleteOrdinary(role.RoleName ?? "");
