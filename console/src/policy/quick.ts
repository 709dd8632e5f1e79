/** The conditions that are asked for most: one tick each. */
import type { FormBlock } from "./blocks";
import type { Condition } from "./document";

export interface Quick {
  operator: string;
  key: string;
}

export const MFA: Quick = { operator: "Bool", key: "aws:MultiFactorAuthPresent" };
export const SOURCE_IP: Quick = { operator: "IpAddress", key: "aws:SourceIp" };
export const FROM: Quick = { operator: "DateGreaterThan", key: "aws:CurrentTime" };
export const TO: Quick = { operator: "DateLessThan", key: "aws:CurrentTime" };

const is = (condition: Condition, { operator, key }: Quick) =>
  condition.operator === operator && condition.key.toLowerCase() === key.toLowerCase();

/** Return the values of the condition, or null where the form does not have it. */
export function valuesOf({ conditions }: FormBlock, quick: Quick): readonly string[] | null {
  const found = conditions.find((condition) => is(condition, quick));
  if (found === undefined) return null;
  // "Not with MFA" is no tick at "MFA required".
  return quick === MFA && found.values.join().toLowerCase() !== "true" ? null : found.values;
}

/** Give the condition these *values*; null takes it away. */
export function setValues(block: FormBlock, quick: Quick, values: readonly string[] | null): FormBlock {
  const { conditions } = block;
  if (values === null) return { ...block, conditions: conditions.filter((each) => !is(each, quick)) };
  const isThere = conditions.some((each) => is(each, quick));
  if (!isThere) return { ...block, conditions: [...conditions, { ...quick, values }] };
  return { ...block, conditions: conditions.map((each) => (is(each, quick) ? { ...each, values } : each)) };
}

/** The conditions that have no tick of their own. */
export const otherConditions = (block: FormBlock) =>
  block.conditions.filter(
    (condition) => ![MFA, SOURCE_IP, FROM, TO].some((quick) => is(condition, quick) && valuesOf(block, quick) !== null),
  );
