/**
 * What a policy allows or denies of one service: AWS's policy summary. It says what is written, and where what is written
 * does not go together: it decides nothing, and nets no denial against what is allowed.
 */
import type { Action, ResourceType, Service } from "../api/catalogue";
import { canName, partsOf } from "./arns";
import { isKey, isOfActions, keysOf, needsItsKey } from "./condition-keys";
import type { Condition, PolicyDocument, Statement } from "./document";
import { accessLevel } from "./levels";
import { covers, hasWildcard, splitAction } from "./match";
import { type Effect, isAbout } from "./scope";
import { ALL_RESOURCES, conditionsInWords, entryInWords, NONE, together } from "./words";

export const PROBLEMS = {
  noResources: "No resources are defined.",
  actionsWithoutResource: "One or more actions do not have an applicable resource.",
  resourcesWithoutAction: "One or more resources do not have an applicable action.",
  actionsWithoutCondition: "One or more actions do not have an applicable condition.",
  conditionsWithoutAction: "One or more conditions do not have an applicable action.",
  needsWildcard:
    "This action does not support resource-level permissions. It requires a wildcard (*) for the resource.",
  noResource: "This action does not have an applicable resource.",
  noCondition: "This action does not have an applicable condition.",
} as const;
export type Problem = keyof typeof PROBLEMS;

/** What one statement says of an action. */
export interface Grant {
  /** The resources of the statement that the action can be done to. */
  resources: readonly string[];
  /** Whether it speaks of all resources but these. */
  isExcept: boolean;
  conditions: readonly Condition[];
}

export interface ActionSummary {
  action: Action;
  grants: readonly Grant[];
  /** What keeps statements that name the action from applying. */
  problems: readonly Problem[];
  resource: string;
  condition: string;
}

export interface ServiceSummary {
  /** `Full access`, `Full: List  Limited: Read`, or `None`. */
  level: string;
  resource: string;
  condition: string;
  resourceProblems: readonly Problem[];
  conditionProblems: readonly Problem[];
  /** The actions that statements name, whether or not they apply. */
  actions: readonly ActionSummary[];
  /** The actions that none names. */
  remaining: readonly Action[];
  /** Names that the service does not have. */
  unknownActions: readonly string[];
  /** Resources that none of the actions can be done to. */
  idleResources: readonly string[];
}

/** What is known beside the service itself. */
export interface Known {
  service: Service;
  /** Whether there is a service with that prefix. */
  isService: (prefix: string) => boolean;
}

const without = (prefix: string, patterns: readonly string[]) =>
  patterns.flatMap((pattern) => {
    const split = splitAction(pattern);
    return split !== null && (split.prefix === prefix || split.prefix === "*") ? [split.name] : [];
  });

/** Return the actions of the service that *statement* names. */
function namedIn({ actions, notActions }: Statement, { prefix, actions: all }: Service): readonly Action[] {
  const patterns = without(prefix, notActions ?? actions ?? []);
  const [open, plain] = [patterns.filter(hasWildcard), new Set(patterns.map((pattern) => pattern.toLowerCase()))];
  return all.filter(({ name }) => {
    const isListed = plain.has(name.toLowerCase()) || open.some((pattern) => covers(pattern, name));
    return isListed !== (notActions !== null);
  });
}

const typesOf = (action: Action, { resources }: Service) =>
  resources.filter(({ name }) => action.resources.some((use) => use.name === name));

/** Return the entries of *patterns* that *action* can be done to. */
function applicable(patterns: readonly string[], types: readonly ResourceType[], service: Service): string[] {
  return patterns.filter(
    (pattern) => pattern === "*" || types.some((type) => canName(pattern, type, service.resources)),
  );
}

/** Return whether requests of *action* can have the condition's key. Keys that nobody lists are given the benefit. */
function canHave(key: string, valid: ReadonlySet<string>, { isService }: Known): boolean {
  const isListedSomewhere = isOfActions(key) || isService(key.split(":")[0]?.toLowerCase() ?? "");
  return !isListedSomewhere || [...valid].some((template) => isKey(template, key));
}

const NO_KEYS: ReadonlySet<string> = new Set();

function readGrant(statement: Statement, action: Action, known: Known): Grant | Problem {
  const { resources, notResources, conditions } = statement;
  if (resources === null && notResources === null) return "noResources";
  const valid = conditions.length > 0 ? keysOf(action, known.service) : NO_KEYS;
  if (conditions.some((each) => needsItsKey(each) && !canHave(each.key, valid, known))) return "noCondition";
  if (notResources !== null) return { resources: notResources, isExcept: true, conditions };
  const fitting = applicable(resources ?? [], typesOf(action, known.service), known.service);
  if (fitting.length > 0) return { resources: fitting, isExcept: false, conditions };
  return action.resources.length === 0 ? "needsWildcard" : "noResource";
}

const isGrant = (read: Grant | Problem): read is Grant => typeof read !== "string";

/** Everything that *grant* speaks of, in words. */
function resourcesInWords({ resources, isExcept }: Grant, types: readonly ResourceType[]): string[] {
  if (resources.includes("*") && !isExcept) return [ALL_RESOURCES];
  return resources.map((resource) => entryInWords(resource, isExcept, types));
}

function summarizeAction(action: Action, statements: readonly Statement[], known: Known): ActionSummary {
  const read = statements.map((statement) => readGrant(statement, action, known));
  const grants = read.filter(isGrant);
  const types = typesOf(action, known.service);
  return {
    action,
    grants,
    problems: [...new Set(read.filter((each) => typeof each === "string"))],
    resource: together(grants.flatMap((grant) => resourcesInWords(grant, types))),
    condition: together(grants.map(({ conditions }) => conditionsInWords(conditions))),
  };
}

/** Return the resources of *statement* that belong under the service, and that none of its *actions* can be done to. */
function idleIn(statement: Statement, actions: ReadonlySet<Action>, { service }: Known): string[] {
  const used = new Set([...actions].flatMap(({ resources }) => resources.map(({ name }) => name)));
  const types = service.resources.filter(({ name }) => used.has(name));
  const others = new Set((statement.actions ?? ["*"]).map((pattern) => splitAction(pattern)?.prefix));
  return (statement.resources ?? []).filter((resource) => {
    if (applicable([resource], types, service).length > 0) return false;
    const owner = partsOf(resource).service;
    const isOwn = owner === service.prefix || applicable([resource], service.resources, service).length > 0;
    // What fits no service that the statement names is shown under each of them.
    return isOwn || !(others.has(owner) || others.has("*"));
  });
}

/** Return the conditions of *statement* that none of its *actions* is tested with. */
const hasIdleCondition = ({ conditions }: Statement, actions: ReadonlySet<Action>, known: Known) =>
  conditions.some(({ key }) => ![...actions].some((action) => canHave(key, keysOf(action, known.service), known)));

function unknownIn({ actions }: Statement, { prefix, actions: existing }: Service): string[] {
  const names = new Set(existing.map(({ name }) => name.toLowerCase()));
  return without(prefix, actions ?? []).filter((name) => !hasWildcard(name) && !names.has(name.toLowerCase()));
}

const unique = (texts: readonly string[]) => [...new Set(texts)];

export function summarize(document: PolicyDocument, effect: Effect, known: Known): ServiceSummary {
  const { service } = known;
  const statements = document.statements.filter((each) => each.effect === effect && isAbout(each, service.prefix));
  const named = statements.map((statement) => ({ statement, actions: new Set(namedIn(statement, service)) }));
  const actions = service.actions.flatMap((action) => {
    const of = named.filter((each) => each.actions.has(action)).map(({ statement }) => statement);
    return of.length > 0 ? [summarizeAction(action, of, known)] : [];
  });
  const granted = actions.filter(({ grants }) => grants.length > 0);
  const idleResources = unique(named.flatMap((each) => idleIn(each.statement, each.actions, known)));
  const has = (...problems: Problem[]) => actions.some((each) => problems.some((one) => each.problems.includes(one)));
  const resourceProblems: Problem[] = [];
  if (actions.length > 0 && granted.length === 0 && !has("noCondition")) resourceProblems.push("noResources");
  else if (idleResources.length > 0) resourceProblems.push("resourcesWithoutAction");
  else if (has("noResource", "needsWildcard", "noResources")) resourceProblems.push("actionsWithoutResource");
  const conditionProblems: Problem[] = [];
  if (named.some((each) => hasIdleCondition(each.statement, each.actions, known)))
    conditionProblems.push("conditionsWithoutAction");
  else if (has("noCondition")) conditionProblems.push("actionsWithoutCondition");
  return {
    level: accessLevel(
      service.actions,
      granted.map(({ action }) => action),
    ),
    resource: together(granted.map(({ resource }) => resource)),
    condition: granted.length > 0 ? together(granted.map(({ condition }) => condition)) : NONE,
    resourceProblems,
    conditionProblems,
    actions,
    remaining: service.actions.filter((action) => !named.some((each) => each.actions.has(action))),
    unknownActions: unique(statements.flatMap((statement) => unknownIn(statement, service))),
    idleResources,
  };
}
