/** The calls that make a role: itself, then what belongs to it, of which each may fail alone. */
import { CreateRoleCommand, type CreateRoleCommandInput } from "@aws-sdk/client-iam";
import { callIam } from "../../../api/queries";
import type { Step } from "../../../components/steps";
import { toIam } from "../../../components/tag-editor";
import { attachSteps } from "../../../identity/steps";
import { trustTextOf } from "../../../trust/builder";
import { EC2 } from "../../../trust/services";
import { addRole, createProfile } from "../profile-steps";
import { choiceOf, type Draft } from "./draft";

/** Return what CreateRole is given. */
export function roleOf(draft: Draft): CreateRoleCommandInput {
  const { name, path, description, boundary, tags } = draft;
  return {
    RoleName: name.trim(),
    Path: path,
    AssumeRolePolicyDocument: trustTextOf(choiceOf(draft)),
    ...(description && { Description: description }),
    ...(boundary && { PermissionsBoundary: boundary }),
    ...(tags.length > 0 && { Tags: toIam(tags) }),
  };
}

export const createRole = (draft: Draft) => callIam("CreateRole", CreateRoleCommand, roleOf(draft));

/** Whether instances are to act as the role: for these the AWS console makes an instance profile of the same name. */
export const needsProfile = (draft: Draft) => draft.kind === "service" && draft.choices.service.principal === EC2;

/** Return what is to be done once the role is there. */
export function stepsAfter(draft: Draft): readonly Step[] {
  const RoleName = draft.name.trim();
  const profile = { InstanceProfileName: RoleName };
  return [
    ...attachSteps({ kind: "role", name: RoleName }, draft.policies),
    ...(needsProfile(draft) ? [createProfile(profile, draft.path), addRole(RoleName, profile)] : []),
  ];
}
