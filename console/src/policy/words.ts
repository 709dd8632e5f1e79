/** Resources and conditions of policies in words, as summaries show them. */
import type { ResourceType } from "../api/catalogue";
import { placeholdersIn, typeOf } from "./arns";
import { splitOperator } from "./condition-keys";
import type { Condition } from "./document";

export const ALL_RESOURCES = "All resources";
const MULTIPLE = "Multiple";
export const NONE = "None";

const part = (...parts: readonly string[]) => parts.join(" | ");

const OPERATORS: Readonly<Record<string, string>> = {
  IpAddress: "IP address range",
  NotIpAddress: "not IP address range",
  Bool: "boolean",
  Null: "is missing",
};

const QUALIFIERS = { "": "", ForAnyValue: "for any value: ", ForAllValues: "for all values: " } as const;

/** `StringLike` as `string like`. */
export function operatorInWords(operator: string): string {
  const { qualifier, base, ifExists } = splitOperator(operator);
  const plain = OPERATORS[base] ?? base.replace(/\B(?=[A-Z])/g, " ").toLowerCase();
  return `${QUALIFIERS[qualifier]}${plain}${ifExists ? " if exists" : ""}`;
}

/** `aws:SourceIp | IP address range | 203.0.113.0/24`. */
export const conditionInWords = ({ operator, key, values }: Condition) =>
  part(key, operatorInWords(operator), values.join(", "));

/** What a statement says with an entry of its resources, or, where *isExcept*, of those that it does not mean. */
export function entryInWords(arn: string, isExcept: boolean, types: readonly ResourceType[]): string {
  const words = resourceInWords(arn, types);
  return isExcept ? `All resources except ${words}` : words;
}

/** Several conditions at once, all of which have to be met. */
export function conditionsInWords(conditions: readonly Condition[]): string {
  const [first, ...others] = conditions;
  if (first === undefined) return NONE;
  return others.length > 0 ? MULTIPLE : conditionInWords(first);
}

/** `BucketName | string like | dev_*`: what stands in the places that the type of *arn* leaves open. */
function resourceInWords(arn: string, types: readonly ResourceType[]): string {
  if (arn === "*") return ALL_RESOURCES;
  const read = typeOf(arn, types);
  if (read === null) return arn;
  const said = placeholdersIn(read.type.arn)
    .filter((name) => !/^(?:Region|Account)$/.test(name))
    .map((name) => part(name, "string like", read.values[name] === "*" ? "All" : (read.values[name] ?? "")));
  return said.length > 0 ? said.join(", ") : arn;
}

/** One word for several: the same for all, or `Multiple`. */
export function together(texts: readonly string[]): string {
  const different = new Set(texts);
  const [only] = different;
  return different.size > 1 ? MULTIPLE : (only ?? NONE);
}

/** The name of something to fill in, `BucketName`, as `Bucket name`; abbreviations stay. */
export function nameInWords(name: string): string {
  const words = name
    .replace(/-|(?<=[a-z])(?=[A-Z])/g, " ")
    .replace(/\b[A-Z](?=[a-z])/g, (first) => first.toLowerCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}
