/** Which services a policy speaks of. What it says of each is worked out one by one: see `summary.ts`. */
import type { ListedService } from "../api/catalogue";
import type { PolicyDocument, Statement } from "./document";
import { splitAction } from "./match";

export type Effect = "Allow" | "Deny";

export interface Scope {
  /** The services of statements with that effect, in the order of the catalogue. */
  Deny: readonly ListedService[];
  Allow: readonly ListedService[];
  /** Prefixes that the catalogue does not have. */
  unknown: readonly string[];
  /** Services that no statement allows or denies anything of. */
  remaining: readonly ListedService[];
}

const prefixesOf = (patterns: readonly string[]) =>
  patterns.flatMap((pattern) => {
    const split = splitAction(pattern);
    return split === null ? [] : [split];
  });

/** Return whether *statement* speaks of actions of the service. */
export function isAbout({ actions, notActions }: Statement, prefix: string): boolean {
  if (notActions !== null) {
    // What is left of a service whose actions are all excluded is nothing.
    return !prefixesOf(notActions).some((each) => each.name === "*" && (each.prefix === prefix || each.prefix === "*"));
  }
  return prefixesOf(actions ?? []).some((each) => each.prefix === prefix || each.prefix === "*");
}

export function scopeOf({ statements }: PolicyDocument, services: readonly ListedService[]): Scope {
  const of = (effect: Effect) => {
    const with_ = statements.filter((statement) => statement.effect === effect);
    return services.filter(({ prefix }) => with_.some((statement) => isAbout(statement, prefix)));
  };
  const known = new Set(services.map(({ prefix }) => prefix));
  const named = statements.flatMap(({ actions, notActions }) =>
    prefixesOf([...(actions ?? []), ...(notActions ?? [])]),
  );
  const unknown = named.map(({ prefix }) => prefix).filter((prefix) => prefix !== "*" && !known.has(prefix));
  const [Deny, Allow] = [of("Deny"), of("Allow")];
  const mentioned = new Set([...Deny, ...Allow]);
  return {
    Deny,
    Allow,
    unknown: [...new Set(unknown)],
    remaining: services.filter((service) => !mentioned.has(service)),
  };
}
