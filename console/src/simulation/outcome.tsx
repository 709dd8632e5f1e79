/** The simulator's decisions, in words. */
import type { PolicyEvaluationDecisionType } from "@aws-sdk/client-iam";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";

const OUTCOMES: Readonly<Record<PolicyEvaluationDecisionType, { type: StatusIndicatorProps.Type; text: string }>> = {
  allowed: { type: "success", text: "Allowed" },
  implicitDeny: { type: "warning", text: "Denied (implicitly)" },
  explicitDeny: { type: "error", text: "Denied (explicitly)" },
};

export function Decided({ outcome }: { outcome: PolicyEvaluationDecisionType | undefined }) {
  if (outcome === undefined) return "-";
  const { type, text } = OUTCOMES[outcome];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}

export const wordsOf = (outcome: PolicyEvaluationDecisionType) => OUTCOMES[outcome].text;
