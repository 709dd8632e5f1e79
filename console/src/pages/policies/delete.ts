/** Deleting a policy: IAM deletes one that nobody has and that has one version. */
import { DeletePolicyCommand, DeletePolicyVersionCommand, ListPolicyVersionsCommand } from "@aws-sdk/client-iam";
import { callIam } from "../../api/queries";
import { detaching, type Entity, type Usage } from "./entities";

export interface Attachment extends Entity {
  usage: Usage;
}

export const deleteVersion = (PolicyArn: string, VersionId: string) =>
  callIam("DeletePolicyVersion", DeletePolicyVersionCommand, { PolicyArn, VersionId });

/**
 * Detach the policy from all of *attachments*, and delete it with its versions. Raises ApiError from the step that was
 * refused; those before it are done.
 */
export async function deletePolicy(PolicyArn: string, attachments: readonly Attachment[]): Promise<void> {
  for (const { usage, ...entity } of attachments) await detaching(usage, PolicyArn, entity).run();
  const { Versions = [] } = await callIam("ListPolicyVersions", ListPolicyVersionsCommand, { PolicyArn });
  for (const { VersionId = "", IsDefaultVersion } of Versions) {
    if (!IsDefaultVersion) await deleteVersion(PolicyArn, VersionId);
  }
  await callIam("DeletePolicy", DeletePolicyCommand, { PolicyArn });
}
