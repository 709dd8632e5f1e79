/** The facts of a request: context keys with their types and values, as somebody types them. */
import type { ContextEntry, ContextKeyTypeEnum } from "@aws-sdk/client-iam";

export interface Fact {
  key: string;
  type: ContextKeyTypeEnum;
  /** One value; of a type that ends in `List` several, a line each. */
  value: string;
}

export const TYPES: readonly ContextKeyTypeEnum[] = [
  "string",
  "stringList",
  "numeric",
  "numericList",
  "boolean",
  "booleanList",
  "ip",
  "ipList",
  "binary",
  "binaryList",
  "date",
  "dateList",
];

/** Keys of AWS that are no text. */
const KNOWN: readonly (readonly [RegExp, ContextKeyTypeEnum])[] = [
  [/^aws:(sourceip|vpcsourceip)$/i, "ip"],
  [/^aws:(currenttime|tokenissuetime)$/i, "date"],
  [/^aws:(epochtime|multifactorauthage)$/i, "numeric"],
  [/^aws:(multifactorauthpresent|securetransport|viaawsservice|principalisawsservice)$/i, "boolean"],
  [/^aws:(calledvia|tagkeys|principalservicenameslist|principalorgpaths|resourceorgpaths)$/i, "stringList"],
  [/^ec2:sourceinstancearn$/i, "string"],
];

export const typeOfKey = (key: string): ContextKeyTypeEnum =>
  KNOWN.find(([pattern]) => pattern.test(key))?.[1] ?? "string";

export const isList = (type: ContextKeyTypeEnum) => type.endsWith("List");

/** Return a fact of *key* with *values*: several make a list of it. */
export function factOf(key: string, values: readonly string[]): Fact {
  const type = typeOfKey(key);
  const asList = (values.length > 1 && !isList(type) ? `${type}List` : type) as ContextKeyTypeEnum; // all of TYPES
  return { key, type: asList, value: values.join("\n") };
}

/** Return *facts* with one more for each of *keys* that is not among them. */
export function withKeys(facts: readonly Fact[], keys: readonly string[]): Fact[] {
  const known = new Set(facts.map(({ key }) => key.toLowerCase()));
  return [...facts, ...keys.filter((key) => !known.has(key.toLowerCase())).map((key) => factOf(key, []))];
}

/** Return what is sent. A key without a value is one that the request lacks. */
export const entriesOf = (facts: readonly Fact[]): ContextEntry[] =>
  facts
    .filter(({ key, value }) => key.trim() !== "" && value.trim() !== "")
    .map(({ key, type, value }) => ({
      ContextKeyName: key.trim(),
      ContextKeyType: type,
      ContextKeyValues: isList(type) ? value.split("\n").flatMap((each) => each.trim() || []) : [value.trim()],
    }));
