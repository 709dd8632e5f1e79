/** What there is to choose in a form, and what is chosen: by the service's part of the catalogue. */
import type { Action, Keys, ResourceType, Service } from "../api/catalogue";
import { typeOf } from "./arns";
import { ALL_SERVICES, type Block, type FormBlock } from "./blocks";
import { keysOf, ofEveryRequest } from "./condition-keys";
import { covers, hasWildcard, splitAction } from "./match";

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

// -- actions -------------------------------------------------------------------------------------------------

export const hasAllActions = ({ actions }: FormBlock) => actions.includes("*");

/** Return the pattern by which *name* is chosen, its own name where it is chosen by that, or null. */
export function chosenBy({ actions }: FormBlock, name: string): string | null {
  const fitting = actions.filter((pattern) => covers(pattern, name));
  return fitting.find(hasWildcard) ?? fitting[0] ?? null;
}

/** The actions of the service that the form is about. */
export const chosenActions = (block: FormBlock, service: Service) =>
  service.actions.filter(({ name }) => chosenBy(block, name) !== null);

/** Choose *names*, or no longer. What a pattern covers stays chosen. */
export function choose(block: FormBlock, names: readonly string[], isChosen: boolean): FormBlock {
  if (isChosen) {
    const added = names.filter((name) => chosenBy(block, name) === null);
    return { ...block, actions: [...block.actions, ...added] };
  }
  return { ...block, actions: block.actions.filter((action) => !names.some((name) => same(name, action))) };
}

/** Choose every action there is and will be, or none. */
export const chooseAll = (block: FormBlock, isChosen: boolean): FormBlock => ({
  ...block,
  actions: isChosen ? ["*"] : [],
});

/** What is chosen besides names of actions: patterns, and names that the service does not have. */
export const patternsIn = ({ actions }: FormBlock, service: Service) =>
  actions.filter(
    (action) => action !== "*" && (hasWildcard(action) || !service.actions.some(({ name }) => same(name, action))),
  );

/** Return *text* as a pattern of names, with or without the prefix before it; null where it is none. */
export function readPattern(text: string, prefix: string): string | null {
  const split = splitAction(text.trim());
  const name = split === null ? text.trim() : split.prefix === prefix ? split.name : "";
  return /^[A-Za-z0-9*?]+$/.test(name) ? name : null;
}

/** The actions that those of the form need besides, and that no form of the policy allows. */
export function dependents(block: FormBlock, service: Service, blocks: readonly Block[]): string[] {
  const needed = chosenActions(block, service)
    .filter(({ name }) => block.actions.some((action) => same(action, name)))
    .flatMap((action) => [...action.dependents, ...action.resources.flatMap((use) => use.dependents)]);
  const isAllowed = (action: string) =>
    blocks.some((each) => {
      if (each.kind === "raw" || each.effect !== "Allow") return false;
      const { prefix, name } = splitAction(action) ?? { prefix: "", name: "" };
      const isOf = each.service === ALL_SERVICES || each.service === prefix;
      return isOf && each.actions.some((pattern) => covers(pattern, name));
    });
  return block.effect === "Allow" ? [...new Set(needed)].filter((action) => !isAllowed(action)) : [];
}

// -- resources -----------------------------------------------------------------------------------------------

export const hasAllResources = ({ resources }: FormBlock) => resources.length === 1 && resources[0] === "*";

/** The types of resources that the chosen actions are done to. */
export function typesFor(block: FormBlock, service: Service): ResourceType[] {
  const named = new Set(chosenActions(block, service).flatMap(({ resources }) => resources.map(({ name }) => name)));
  return service.resources.filter(({ name }) => named.has(name));
}

/** The chosen actions that are done to no resource of their own: they need all resources. */
export const withoutTypes = (block: FormBlock, service: Service): Action[] =>
  chosenActions(block, service).filter(({ resources }) => resources.length === 0);

export interface Sorted {
  /** The ARNs of each type, by its name. */
  byType: ReadonlyMap<string, readonly string[]>;
  others: readonly string[];
}

/** Sort the form's resources by the types of the service. */
export function sortResources({ resources }: FormBlock, types: readonly ResourceType[], service: Service): Sorted {
  const shown = new Set(types.map(({ name }) => name));
  const byType = new Map<string, string[]>();
  const others: string[] = [];
  for (const arn of resources) {
    const name = typeOf(arn, service.resources)?.type.name ?? "";
    if (shown.has(name)) byType.set(name, [...(byType.get(name) ?? []), arn]);
    else others.push(arn);
  }
  return { byType, others };
}

export const addResources = (block: FormBlock, arns: readonly string[]): FormBlock => ({
  ...block,
  resources: [...new Set([...block.resources, ...arns])],
});

export const removeResource = (block: FormBlock, arn: string): FormBlock => ({
  ...block,
  resources: block.resources.filter((each) => each !== arn),
});

// -- conditions ----------------------------------------------------------------------------------------------

export interface KeyChoice {
  own: readonly string[];
  global: readonly string[];
}

/** The condition keys that the chosen actions are tested with, and those of every request. */
export function keyChoice(block: FormBlock, service: Service | null, global: Keys): KeyChoice {
  const actions = service === null ? [] : chosenActions(block, service);
  const own = new Set(actions.flatMap((action) => (service === null ? [] : [...keysOf(action, service)])));
  const sorted = (keys: Iterable<string>) => [...keys].toSorted((a, b) => a.localeCompare(b, "en"));
  return { own: sorted(own), global: sorted(ofEveryRequest(global)) };
}
