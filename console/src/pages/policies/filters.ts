/** What the list of policies can be narrowed down to, beside its text. */
import type { Policy } from "@aws-sdk/client-iam";
import { typeOf } from "../../components/policy-type";
import { arnOf, usesOf } from "./columns";

export interface Choice {
  value: string;
  label: string;
  isMeant: (policy: Policy) => boolean;
}

const all = (label: string): Choice => ({ value: "all", label, isMeant: () => true });
const ofType = (value: string, type: string): Choice => ({
  value,
  label: type,
  isMeant: (policy) => typeOf(arnOf(policy)) === type,
});

export const TYPES: readonly Choice[] = [
  all("All types"),
  ofType("customer", "Customer managed"),
  ofType("aws", "AWS managed"),
  ofType("job-function", "AWS managed: job function"),
];

export const USES: readonly Choice[] = [
  all("Used or not"),
  { value: "yes", label: "Used", isMeant: (policy) => usesOf(policy) > 0 },
  { value: "policy", label: "Used as permissions policy", isMeant: ({ AttachmentCount = 0 }) => AttachmentCount > 0 },
  {
    value: "boundary",
    label: "Used as boundary",
    isMeant: ({ PermissionsBoundaryUsageCount = 0 }) => PermissionsBoundaryUsageCount > 0,
  },
  { value: "no", label: "Not used", isMeant: (policy) => usesOf(policy) === 0 },
];

/** What stands in the address for a list that is not narrowed down. */
export const PLAIN = { type: "all", used: "all" };

const meant = (choices: readonly Choice[], value: string, policy: Policy) =>
  choices.find((choice) => choice.value === value)?.isMeant(policy) ?? true;

export const fits = (policy: Policy, { type, used }: typeof PLAIN) =>
  meant(TYPES, type, policy) && meant(USES, used, policy);
