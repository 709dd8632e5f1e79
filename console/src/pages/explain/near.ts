/** What the server tells of the statements that bear on a decision, as the page shows it. */
import { type ExplanationQuestion, explanation, type ToldStatement } from "../../api/explanation";
import { entriesOf, type Fact } from "../../simulation/context";
import type { HeldPolicy } from "../../simulation/held";
import type { Inquiry } from "./inquiry";

export function questionOf({ action, resource }: Inquiry, source: string, facts: readonly Fact[]): ExplanationQuestion {
  const entries = entriesOf(facts).map(({ ContextKeyName = "", ContextKeyValues = [] }) => [
    ContextKeyName,
    ContextKeyValues,
  ]);
  return {
    principalArn: source,
    action,
    resourceArn: resource || "*",
    contextEntries: Object.fromEntries(entries) as Record<string, string[]>, // as they are made above
  };
}

export const explained = (inquiry: Inquiry, source: string, facts: readonly Fact[]) =>
  explanation(questionOf(inquiry, source, facts));

/** Return the statements that allow the action, and did not fit otherwise. */
export const nearMisses = (statements: readonly ToldStatement[]) =>
  statements.filter(({ effect, applies, part }) => effect === "Allow" && !applies && part !== "Action");

/** Return the policy of a statement among those whose texts are known. */
export const policyOf = ({ policy, policyType }: ToldStatement, held: readonly HeldPolicy[]) =>
  held.find(({ arn, name, holder }) => (arn ? arn === policy : name === policy && holder.kind === policyType));
