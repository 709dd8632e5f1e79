/**
 * Near misses: statements that allow the action and yet did not allow the call, and which of their elements did not fit.
 *
 * Nothing is matched here. The server is asked about each statement with an element taken away: what then matches lacked
 * only that.
 */
import type { EvaluationResult } from "@aws-sdk/client-iam";
import type { HeldPolicy } from "../../simulation/held";
import { statementsOf } from "../../simulation/marked";

type Statement = Readonly<Record<string, unknown>>;

export interface Candidate {
  policy: HeldPolicy;
  /** The number of the statement, from 0. */
  number: number;
  statement: Statement;
}

export interface NearMiss extends Candidate {
  /** What did not fit: a word for the element, and what it says. */
  failed: readonly { element: string; says: string }[];
}

/** As many as one simulation may be given without being too much. */
const MOST = 100;

/** Return the statements of *policies* that allow something, and whether there are more. */
export function candidatesOf(policies: readonly HeldPolicy[]): { candidates: Candidate[]; isCut: boolean } {
  const all = policies.flatMap((policy) =>
    statementsOf(policy.text).flatMap((each, number) => {
      const statement = each as Statement; // a saved policy's statements are objects
      return statement.Effect === "Allow" ? [{ policy, number, statement }] : [];
    }),
  );
  return { candidates: all.slice(0, MOST), isCut: all.length > MOST };
}

const document = (Statement: Statement) => JSON.stringify({ Version: "2012-10-17", Statement });

const without = (statement: Statement, ...names: string[]): Statement =>
  Object.fromEntries(Object.entries(statement).filter(([name]) => !names.includes(name)));

export const onlyAction = ({ statement }: Candidate) =>
  document({ ...without(statement, "Resource", "NotResource", "Condition", "Sid"), Resource: "*" });

export const withoutCondition = ({ statement }: Candidate) => document(without(statement, "Condition", "Sid"));

export interface Condition {
  candidate: Candidate;
  operator: string;
  key: string;
  values: unknown;
}

/** Return each condition of a statement by itself. */
export function conditionsOf(candidate: Candidate): Condition[] {
  const block = (candidate.statement.Condition ?? {}) as Record<string, Record<string, unknown>>; // as saved
  return Object.entries(block).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ candidate, operator, key, values })),
  );
}

export const onlyCondition = ({ candidate, operator, key, values }: Condition) =>
  document({ ...without(candidate.statement, "Sid"), Condition: { [operator]: { [key]: values } } });

/** Return those of *asked* whose document matched: they were given in this order as `PolicyInputList`. */
export function matching<T>(asked: readonly T[], result: EvaluationResult | undefined): T[] {
  const ids = new Set((result?.MatchedStatements ?? []).map(({ SourcePolicyId }) => SourcePolicyId));
  return asked.filter((_, at) => ids.has(`PolicyInputList.${at + 1}`));
}

const listed = (value: unknown) => (Array.isArray(value) ? value.map(String) : [String(value)]).join(", ");

export function resourceMiss(candidate: Candidate): NearMiss {
  const { Resource, NotResource } = candidate.statement;
  const says = NotResource === undefined ? listed(Resource) : `anything but ${listed(NotResource)}`;
  return { ...candidate, failed: [{ element: "Resource", says }] };
}

export function conditionMiss(candidate: Candidate, unmet: readonly Condition[]): NearMiss {
  const failed = unmet.map(({ operator, key, values }) => {
    return { element: "Condition", says: `${key} | ${operator} | ${listed(values)}` };
  });
  return { ...candidate, failed };
}
