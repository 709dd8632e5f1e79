/** Condition keys and operators, as the catalogue and policies name them. */
import type { Action, Keys, KeyType, Service } from "../api/catalogue";
import type { Condition } from "./document";

/** The part of a key that somebody fills in; services write it in one of three ways. */
const OPEN = /\$\{([^}]*)\}|<([^>]*)>|(tag-key)$/;

/** Return whether *key* is the one that *template* names: `aws:RequestTag/${TagKey}` stands for every tag. */
export function isKey(template: string, key: string): boolean {
  const [known, given] = [template.toLowerCase(), key.toLowerCase()];
  const open = OPEN.exec(known);
  if (open === null) return known === given;
  const [before, after] = [known.slice(0, open.index), known.slice(open.index + open[0].length)];
  return given.length > before.length + after.length && given.startsWith(before) && given.endsWith(after);
}

/** The name of the open part of a template, `TagKey`; "" where the key is complete. */
export const openPart = (template: string) => OPEN.exec(template)?.slice(1).find(Boolean) ?? "";

export const fillKey = (template: string, value: string) => template.replace(OPEN, () => value);

/** The keys that *action* of *service* is tested with, beside those of every request. */
export function keysOf(action: Action, service: Service): Set<string> {
  const types = new Set(action.resources.map(({ name }) => name));
  return new Set([
    ...action.keys,
    ...action.resources.flatMap(({ keys }) => keys),
    ...service.resources.flatMap(({ name, keys }) => (types.has(name) ? keys : [])),
  ]);
}

/** Whether *key* has the name of a key of every request, and yet comes only with actions that list it. */
export const isOfActions = (key: string) => /^aws:(?:(?:Request|Resource)Tag\/|TagKeys$)/i.test(key);

/** The keys in *keys* that come with every request, whatever is done. */
export const ofEveryRequest = (keys: Keys) => Object.keys(keys).filter((key) => !isOfActions(key));

export function typeOfKey(key: string, ...known: readonly Keys[]): KeyType | null {
  for (const keys of known) {
    const template = Object.keys(keys).find((each) => isKey(each, key));
    if (template !== undefined) return keys[template] ?? null;
  }
  return null;
}

export type Qualifier = "" | "ForAnyValue" | "ForAllValues";

export interface Operator {
  qualifier: Qualifier;
  base: string;
  ifExists: boolean;
}

/** Return the parts of `ForAnyValue:StringLikeIfExists`. */
export function splitOperator(operator: string): Operator {
  const found = /^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/.exec(operator);
  return { qualifier: (found?.[1] ?? "") as Qualifier, base: found?.[2] ?? "", ifExists: found?.[3] !== undefined };
}

export const joinOperator = ({ qualifier, base, ifExists }: Operator) =>
  `${qualifier && `${qualifier}:`}${base}${ifExists && base !== "Null" ? "IfExists" : ""}`;

/** The operators for each type of key, the usual one first. */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  String: [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
  ],
  Numeric: [
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
  ],
  Date: [
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
  ],
  Bool: ["Bool"],
  ARN: ["ArnLike", "ArnNotLike", "ArnEquals", "ArnNotEquals"],
  IPAddress: ["IpAddress", "NotIpAddress"],
};

const OTHER_OPERATORS = ["BinaryEquals", "Null"];

/** Every operator; those for *type* come first. */
export function operatorsFor(type: string): string[] {
  const fitting = OPERATORS[type] ?? [];
  const others = Object.values(OPERATORS)
    .flat()
    .filter((operator) => !fitting.includes(operator));
  return [...fitting, ...others, ...OTHER_OPERATORS];
}

/** Return whether *condition* is not met by a request that does not have its key. */
export function needsItsKey({ operator, values }: Condition): boolean {
  const { qualifier, base, ifExists } = splitOperator(operator);
  if (base === "Null") return !values.some((value) => value.toLowerCase() === "true");
  if (qualifier !== "") return qualifier === "ForAnyValue";
  return !ifExists && !/Not/.test(base);
}
