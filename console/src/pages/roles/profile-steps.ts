/** What is done with instance profiles, call by call. */
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  DeleteInstanceProfileCommand,
  RemoveRoleFromInstanceProfileCommand,
} from "@aws-sdk/client-iam";
import { callIam } from "../../api/queries";
import type { Step } from "../../components/steps";

/** What tells of instance profiles. */
export const OLD = ["ListInstanceProfilesForRole", "ListInstanceProfiles", "GetAccountSummary"] as const;

type Profile = { InstanceProfileName: string };

export const addRole = (RoleName: string, profile: Profile): Step => ({
  label: `Add the role to instance profile ${profile.InstanceProfileName}`,
  run: () => callIam("AddRoleToInstanceProfile", AddRoleToInstanceProfileCommand, { ...profile, RoleName }),
});

export const createProfile = (profile: Profile, Path = "/"): Step => ({
  label: `Create instance profile ${profile.InstanceProfileName}`,
  // Should there be another one of that name, the role does not go there.
  isVital: true,
  run: () => callIam("CreateInstanceProfile", CreateInstanceProfileCommand, { ...profile, Path }),
});

export const removeRole = (RoleName: string, profile: Profile): Step => ({
  label: `Remove the role from instance profile ${profile.InstanceProfileName}`,
  run: () => callIam("RemoveRoleFromInstanceProfile", RemoveRoleFromInstanceProfileCommand, { ...profile, RoleName }),
});

export const deleteProfile = (profile: Profile): Step => ({
  label: `Delete instance profile ${profile.InstanceProfileName}`,
  run: () => callIam("DeleteInstanceProfile", DeleteInstanceProfileCommand, profile),
});
