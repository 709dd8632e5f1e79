import { useQuery } from "@tanstack/react-query";
import { accountSummary } from "../dashboard/queries";

/** What AWS's quotas are; an installation may set its own. */
const USUAL = { PolicySizeQuota: 6_144, VersionsPerPolicyQuota: 5 } as const;

/** The account's quota; the usual one for who may not ask. */
export function useQuota(name: keyof typeof USUAL): number {
  return useQuery(accountSummary()).data?.SummaryMap?.[name] ?? USUAL[name];
}
