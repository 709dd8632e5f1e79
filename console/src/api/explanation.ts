/** Decisions as Ostiary's own operations tell them (docs/reference/operations.md). */
import { queryOptions } from "@tanstack/react-query";
import { callRest } from "./rest";

/** A statement that was considered. Of one that does not apply, the first part that does not fit, and why. */
export interface ToldStatement {
  layer: string;
  /** The ARN of a managed policy, the name of an inline one. */
  policy: string;
  /** `user`, `group`, `role`, `aws-managed`, `user-managed`, …; absent for what is no policy of the account's. */
  policyType?: string;
  statementIndex: number;
  statementId?: string;
  effect: string;
  applies: boolean;
  part?: string;
  reason?: string;
}

export interface ToldDecision {
  action: string;
  resource: string;
  decision: "allowed" | "explicitDeny" | "implicitDeny";
  layer?: string;
  /** In words: the outcome, and what would have to change. */
  explanation: string;
  statements: ToldStatement[];
}

export interface Explanation {
  decision: ToldDecision;
  absentKeys: string[];
  contextKeys: { key: string; values: string[] }[];
}

export interface ExplanationQuestion {
  principalArn: string;
  action: string;
  resourceArn: string;
  contextEntries: Record<string, string[]>;
}

/** Why a user or a role would be answered so, now. */
export const explanation = (question: ExplanationQuestion) =>
  queryOptions({
    queryKey: ["access-analyzer", "ExplainDecision", question],
    queryFn: ({ signal }) => {
      const call = { service: "access-analyzer", path: "/ostiary/decision-explanation", body: question };
      return callRest("ExplainDecision", call, signal) as Promise<Explanation>; // by its model
    },
  });
