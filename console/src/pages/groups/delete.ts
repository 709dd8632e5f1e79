/** Deleting a group. IAM deletes one that has nothing left: users leave it and its policies go first. */
import { DeleteGroupCommand, GetGroupCommand } from "@aws-sdk/client-iam";
import { callIam, listIam } from "../../api/queries";
import { verbsOf } from "../../identity/kinds";
import { leaveStep } from "../../identity/steps";

/** Delete the group. Raises ApiError from the call that was refused; what was done before it is done. */
export async function deleteGroup(GroupName: string): Promise<void> {
  const verbs = verbsOf({ kind: "group", name: GroupName });
  const users = await listIam("GetGroup", GetGroupCommand, { GroupName }, ({ Users }) => Users);
  for (const { UserName = "" } of users) await leaveStep(UserName, GroupName).run();
  for (const { PolicyArn = "" } of await verbs.attached()) await verbs.detach(PolicyArn);
  for (const name of await verbs.inline()) await verbs.remove(name);
  await callIam("DeleteGroup", DeleteGroupCommand, { GroupName });
}
