/**
 * A policy's text, read leniently: what is there in which order, whether or not the API would take it. Nothing here is
 * written back; `visual.ts` does that, from the text itself.
 */

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

export interface Condition {
  operator: string;
  key: string;
  values: readonly string[];
}

export interface Statement {
  sid: string;
  effect: string;
  /** Null where the statement has no such member. */
  actions: readonly string[] | null;
  notActions: readonly string[] | null;
  resources: readonly string[] | null;
  notResources: readonly string[] | null;
  conditions: readonly Condition[];
  /** Whether it says whose calls it is about, as policies of roles and resources do. */
  hasPrincipal: boolean;
}

export interface PolicyDocument {
  version: string;
  statements: readonly Statement[];
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Return *text* as JSON, or undefined where it is none. */
export function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** A value or a list of them: both mean the same in a policy. */
export const listed = (value: Json): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [value]);

const isScalar = (value: Json) => typeof value === "string" || typeof value === "number" || typeof value === "boolean";

/** What a policy says with *value*: bare numbers and booleans mean their text. */
const texts = (value: Json) => listed(value).filter(isScalar).map(String);

const member = (object: JsonObject, name: string) => (object[name] === undefined ? null : texts(object[name]));

export function conditionsIn(condition: Json | undefined): Condition[] {
  if (!isObject(condition)) return [];
  return Object.entries(condition).flatMap(([operator, keys]) =>
    isObject(keys) ? Object.entries(keys).map(([key, values]) => ({ operator, key, values: texts(values) })) : [],
  );
}

function readStatement(statement: JsonObject): Statement {
  const { Sid: sid, Effect: effect } = statement;
  return {
    sid: typeof sid === "string" ? sid : "",
    effect: typeof effect === "string" ? effect : "",
    actions: member(statement, "Action"),
    notActions: member(statement, "NotAction"),
    resources: member(statement, "Resource"),
    notResources: member(statement, "NotResource"),
    conditions: conditionsIn(statement.Condition),
    hasPrincipal: "Principal" in statement || "NotPrincipal" in statement,
  };
}

/** Return what the policy *text* says, or null where it is no JSON object. */
export function readDocument(text: string): PolicyDocument | null {
  const document = parse(text);
  if (!isObject(document)) return null;
  const { Version: version, Statement: statements = [] } = document;
  return {
    version: typeof version === "string" ? version : "",
    statements: listed(statements).filter(isObject).map(readStatement),
  };
}
