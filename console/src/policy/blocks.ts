/** Statements as forms: what of a policy's statements the visual editor can show, and how a form is written. */
import { type Condition, conditionsIn, isObject, type Json, type JsonObject, listed } from "./document";
import { splitAction } from "./match";
import type { Effect } from "./scope";
import { Source } from "./source";

/** A form: actions of one service. */
export interface FormBlock {
  kind: "form";
  id: number;
  effect: Effect;
  /** The prefix; `*` for all services, "" while none is chosen. */
  service: string;
  /** Names and patterns, without the prefix. */
  actions: readonly string[];
  resources: readonly string[];
  conditions: readonly Condition[];
}

/** A statement that is shown as it is. */
export interface RawBlock {
  kind: "raw";
  id: number;
  text: string;
  /** Why it is no form. */
  reason: string;
}

export type Block = FormBlock | RawBlock;

export const ALL_SERVICES = "*";

const MEMBERS = ["Sid", "Effect", "Action", "Resource", "Condition"];

const isText = (value: Json): value is string => typeof value === "string";
const isTexts = (value: Json | undefined) => value === undefined || listed(value).every(isText);
const textsOf = (value: Json | undefined) => (value === undefined ? [] : listed(value).filter(isText));

/** Whether `conditionsIn` tells all of *condition*. */
function isPlainCondition(condition: Json | undefined): boolean {
  if (condition === undefined) return true;
  if (!isObject(condition)) return false;
  return Object.values(condition).every(
    (keys) =>
      isObject(keys) &&
      Object.keys(keys).length > 0 &&
      Object.values(keys).every((values) =>
        listed(values).every((value) => /string|number|boolean/.test(typeof value)),
      ),
  );
}

/** Return why *statement* is no form, or "". */
function whyNoForm(statement: JsonObject, isKnown: (prefix: string) => boolean): string {
  const other = Object.keys(statement).filter((name) => !MEMBERS.includes(name));
  if (other.length > 0) return `The form has no place for ${other.join(" and ")}.`;
  const { Sid = "", Effect, Action, Resource, Condition } = statement;
  if (Effect !== "Allow" && Effect !== "Deny") return "Its effect is neither Allow nor Deny.";
  if (!isText(Sid)) return "Its Sid is no text.";
  if (!isTexts(Action) || !isTexts(Resource)) return "Its actions and resources are not all texts.";
  if (!isPlainCondition(Condition)) return "Its condition is not of the usual form.";
  for (const action of textsOf(Action)) {
    const split = splitAction(action);
    if (split === null || /\s/.test(action)) return `“${action}” is no action of a service.`;
    if (split.prefix === ALL_SERVICES ? split.name !== "*" : !isKnown(split.prefix))
      return `“${action}” is of no service that is known here.`;
  }
  return "";
}

/** Return the statement *text* as forms, one for each service that it names, or as it is. */
export function blocksOf(text: string, isKnown: (prefix: string) => boolean, newId: () => number): Block[] {
  const statement = JSON.parse(text) as Json;
  const raw = (reason: string): Block[] => [{ kind: "raw", id: newId(), text, reason }];
  if (!isObject(statement)) return raw("It is no JSON object.");
  if (new Source(text).losesWhenWritten) return raw("A name stands in it twice, or a number is written unusually.");
  const reason = whyNoForm(statement, isKnown);
  if (reason) return raw(reason);
  const byService = new Map<string, string[]>();
  for (const action of textsOf(statement.Action)) {
    const { prefix, name } = splitAction(action) ?? { prefix: "", name: "" };
    byService.set(prefix, [...(byService.get(prefix) ?? []), name]);
  }
  if (byService.size === 0) byService.set("", []);
  return [...byService].map(([service, actions]) => ({
    kind: "form",
    id: newId(),
    effect: statement.Effect === "Deny" ? "Deny" : "Allow",
    service,
    actions,
    resources: textsOf(statement.Resource),
    conditions: conditionsIn(statement.Condition),
  }));
}

// -- writing -----------------------------------------------------------------------------------------------

const same = (a: readonly unknown[], b: readonly unknown[]) => JSON.stringify(a) === JSON.stringify(b);

/** One value stands alone, unless it was a list of values before. */
const listOrOne = (values: readonly string[], before: Json | undefined): Json => {
  const [only] = values;
  const wasList = Array.isArray(before) && before.length > 0;
  return values.length === 1 && only !== undefined && !wasList ? only : values;
};

export const fullName = (service: string, action: string) => (service === ALL_SERVICES ? "*" : `${service}:${action}`);

function actionOf({ service, actions }: FormBlock, before: Json | undefined): Json | undefined {
  const wanted = actions.map((name) => ({ prefix: service, name }));
  if (same(textsOf(before).map(splitAction), wanted)) return before;
  return listOrOne(
    actions.map((action) => fullName(service, action)),
    before,
  );
}

function conditionOf({ conditions }: FormBlock, before: Json | undefined): Json | undefined {
  if (before !== undefined && same(conditionsIn(before), conditions)) return before;
  if (conditions.length === 0) return undefined;
  const written = new Map<string, Map<string, Json>>();
  for (const condition of conditions) {
    const keys = written.get(condition.operator) ?? new Map<string, Json>();
    written.set(condition.operator, keys);
    keys.set(condition.key, conditionValues(condition, before, keys.get(condition.key)));
  }
  return Object.fromEntries([...written].map(([operator, keys]) => [operator, Object.fromEntries(keys)]));
}

function conditionValues(
  { operator, key, values }: Condition,
  before: Json | undefined,
  present: Json | undefined,
): Json {
  const keys = isObject(before) ? before[operator] : undefined;
  const was = isObject(keys) ? keys[key] : undefined;
  if (was !== undefined && same(listed(was).map(String), values)) return was;
  return listOrOne([...(present === undefined ? [] : listed(present).map(String)), ...values], was);
}

/** Return the statement that *block* says; what it does not change of *origin* is kept as it was written. */
export function statementOf(block: FormBlock, origin: JsonObject | null): JsonObject {
  // A new statement has all members that it needs, if only to say that something is missing.
  const before = origin ?? { Effect: "Allow", Action: [], Resource: [] };
  const { resources } = block;
  const values: Record<string, Json | undefined> = {
    Sid: before.Sid,
    Effect: block.effect,
    Action: actionOf(block, before.Action),
    Resource: same(textsOf(before.Resource), resources) ? before.Resource : listOrOne(resources, origin?.Resource),
    Condition: conditionOf(block, before.Condition),
  };
  const names = new Set([...Object.keys(before), ...Object.keys(values)]);
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const value = values[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
