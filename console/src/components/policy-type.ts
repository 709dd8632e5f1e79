/** The types of policies, as AWS's console calls them. Apart from the table of them, so that the frame can know it too. */
export type PolicyType = "AWS managed" | "AWS managed: job function" | "Customer managed" | "Customer inline";

export const TYPES: readonly PolicyType[] = [
  "AWS managed",
  "AWS managed: job function",
  "Customer managed",
  "Customer inline",
];

/** Return the type that the ARN of a managed policy tells. */
export function typeOf(arn: string): PolicyType {
  if (!/^arn:[^:]*:iam::aws:/.test(arn)) return "Customer managed";
  return /:policy\/job-function\//.test(arn) ? "AWS managed: job function" : "AWS managed";
}
