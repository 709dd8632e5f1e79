/** The numbers of GetAccountSummary, in words; the wire has one name for each. */
export type Summary = Partial<Record<string, number>>;

export interface Quota {
  label: string;
  used: string;
  quota: string;
}

/** What is used up as things are made. */
export const QUOTAS: readonly Quota[] = [
  { label: "Users", used: "Users", quota: "UsersQuota" },
  { label: "User groups", used: "Groups", quota: "GroupsQuota" },
  { label: "Roles", used: "Roles", quota: "RolesQuota" },
  { label: "Customer managed policies", used: "Policies", quota: "PoliciesQuota" },
  { label: "Instance profiles", used: "InstanceProfiles", quota: "InstanceProfilesQuota" },
  { label: "Server certificates", used: "ServerCertificates", quota: "ServerCertificatesQuota" },
];

/** Shown on the page of quotas alone. */
export const MORE_QUOTAS: readonly Quota[] = [
  { label: "Policy versions in use", used: "PolicyVersionsInUse", quota: "PolicyVersionsInUseQuota" },
];

/** AWS's quota of either kind of provider. The summary does not tell what an installation raised it to. */
export const PROVIDERS_BY_DEFAULT = 100;

interface Named {
  key: string;
  label: string;
  unit?: string;
}

const CHARACTERS = "characters";

/** What each thing may have. */
export const LIMITS: readonly Named[] = [
  { key: "GroupsPerUserQuota", label: "Groups of a user" },
  { key: "AttachedPoliciesPerUserQuota", label: "Managed policies attached to a user" },
  { key: "AttachedPoliciesPerGroupQuota", label: "Managed policies attached to a group" },
  { key: "AttachedPoliciesPerRoleQuota", label: "Managed policies attached to a role" },
  { key: "AccessKeysPerUserQuota", label: "Access keys of a user" },
  { key: "SigningCertificatesPerUserQuota", label: "Signing certificates of a user" },
  { key: "VersionsPerPolicyQuota", label: "Versions of a managed policy" },
  { key: "PolicySizeQuota", label: "Size of a managed policy", unit: CHARACTERS },
  { key: "UserPolicySizeQuota", label: "Size of a user’s inline policies together", unit: CHARACTERS },
  { key: "GroupPolicySizeQuota", label: "Size of a group’s inline policies together", unit: CHARACTERS },
  { key: "RolePolicySizeQuota", label: "Size of a role’s inline policies together", unit: CHARACTERS },
  { key: "AssumeRolePolicySizeQuota", label: "Size of a trust policy", unit: CHARACTERS },
];

/** What else there is. */
export const NUMBERS: readonly Named[] = [
  { key: "Providers", label: "Identity providers" },
  { key: "MFADevices", label: "MFA devices" },
  { key: "MFADevicesInUse", label: "MFA devices in use" },
];

const YES_NO = { 0: "No", 1: "Yes" } as const;

export const FACTS: readonly (Named & { words: Readonly<Record<number, string>> })[] = [
  { key: "AccountMFAEnabled", label: "Root user has MFA", words: YES_NO },
  { key: "AccountPasswordPresent", label: "Root user has a password", words: YES_NO },
  { key: "AccountAccessKeysPresent", label: "Root user has access keys", words: YES_NO },
  { key: "AccountSigningCertificatesPresent", label: "Root user has signing certificates", words: YES_NO },
  {
    key: "GlobalEndpointTokenVersion",
    label: "Session token version of the global endpoint",
    words: { 1: "v1Token", 2: "v2Token" },
  },
];

const ALL = [
  ...[...QUOTAS, ...MORE_QUOTAS].flatMap(({ used, quota }) => [used, quota]),
  ...[...LIMITS, ...NUMBERS, ...FACTS].map(({ key }) => key),
];

/** Return the names of *summary* that no words are known for: they are shown as they are. */
export const unknownIn = (summary: Summary) => Object.keys(summary).filter((key) => !ALL.includes(key));

/** From this part on a quota is shown as nearly used up. */
const NEARLY = 0.8;

export interface Filled {
  percent: number;
  text: string;
  isNearlyFull: boolean;
}

/** Return how much of *most* is used by *held*. */
export function filled(held: number, most: number): Filled {
  const part = most > 0 ? held / most : 1;
  return {
    percent: Math.min(100, Math.round(part * 100)),
    text: `${held.toLocaleString("en")} of ${most.toLocaleString("en")}`,
    isNearlyFull: part >= NEARLY,
  };
}
