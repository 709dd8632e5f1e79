/**
 * What AWS's services can be asked for, from the server's own catalogue: files that are the same for everybody, read
 * once per page load and without credentials.
 */
import { queryOptions } from "@tanstack/react-query";
import { ApiError } from "./errors";

export interface ListedService {
  prefix: string;
  name: string;
  /** How many actions it has. */
  actions: number;
}

/** A condition key: `String`, `Numeric`, `Bool`, `Date`, `ARN` or `IPAddress`; `multi` where it may hold several values. */
export interface KeyType {
  type: string;
  multi: boolean;
}

export type Keys = Readonly<Record<string, KeyType>>;

/** A resource type that an action can be narrowed to; `required`: the action always has such a resource. */
export interface ResourceUse {
  name: string;
  required: boolean;
  keys: readonly string[];
  dependents: readonly string[];
}

/** An action by its name without prefix. `level` is AWS's: `Read`, or `Permissions management, Write`. */
export interface Action {
  name: string;
  level: string;
  resources: readonly ResourceUse[];
  keys: readonly string[];
  /** Other actions that it needs. */
  dependents: readonly string[];
}

/** A resource type; `arn` is a template, `arn:${Partition}:s3:::${BucketName}`. */
export interface ResourceType {
  name: string;
  arn: string;
  keys: readonly string[];
}

export interface Service {
  prefix: string;
  name: string;
  actions: readonly Action[];
  resources: readonly ResourceType[];
  /** The type of every key that is named in it. */
  keys: Keys;
}

async function read<T>(name: string, signal: AbortSignal): Promise<T> {
  const answer = await fetch(`/console/catalogue/${name}.json`, { signal }).catch(() => null);
  if (answer?.ok) return (await answer.json()) as T;
  const text = answer
    ? `The server answered with status ${answer.status}.`
    : "The server cannot be reached. Check the connection and try again.";
  throw new ApiError("", answer ? "CatalogueFailure" : "NetworkFailure", text, "", answer?.status ?? 0);
}

const file = <T>(name: string) =>
  queryOptions({
    queryKey: ["catalogue", name],
    queryFn: ({ signal }) => read<T>(name, signal),
    // It changes with the server, whose next version is another page.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });

/** All services, by prefix. */
export const services = () => file<readonly ListedService[]>("services");

/** One service; *prefix* is one of those that `services` lists. */
export const service = (prefix: string) => file<Service>(prefix);

/** The condition keys that come with every request. */
export const globalKeys = () => file<Keys>("global");
