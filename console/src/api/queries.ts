/**
 * Reading and writing by the SDK's commands, with TanStack Query.
 *
 * A page's `queries.ts` names its reads with `read` and `pages`; the key of each is the operation and its input, so that
 * two parts of a page that ask the same share one answer.
 */
import type { IAMClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes } from "@aws-sdk/client-iam";
import type { Command as SdkCommand } from "@smithy/types";
import { infiniteQueryOptions, QueryClient, queryOptions } from "@tanstack/react-query";
import { carryOut, iam } from "./clients";
import type { ApiError } from "./errors";

declare module "@tanstack/react-query" {
  interface Register {
    defaultError: ApiError;
  }
}

/** A command of IAM, as the SDK defines them. */
type Command<I extends ServiceInputTypes, O extends ServiceOutputTypes> = new (
  input: I,
) => SdkCommand<ServiceInputTypes, I, ServiceOutputTypes, O, IAMClientResolvedConfig>;

/** Call an operation of IAM. Raises ApiError. */
export function callIam<I extends ServiceInputTypes, O extends ServiceOutputTypes>(
  operation: string,
  command: Command<I, O>,
  input: I,
  abortSignal?: AbortSignal,
): Promise<O> {
  return carryOut(operation, () => iam().send(new command(input), abortSignal && { abortSignal }));
}

/** A read of IAM. *operation* is its name: the names of classes do not survive the build. */
export function readIam<I extends ServiceInputTypes, O extends ServiceOutputTypes>(
  operation: string,
  command: Command<I, O>,
  input: I,
) {
  return queryOptions({
    queryKey: ["iam", operation, input],
    queryFn: ({ signal }) => callIam(operation, command, input, signal),
  });
}

interface Paged {
  IsTruncated?: boolean;
  Marker?: string;
}

/** The largest page that IAM gives. */
const PAGE = 1_000;

/** The pages of a list of IAM; *pick* takes the items out of each. */
export function pagesOfIam<I extends ServiceInputTypes, O extends ServiceOutputTypes & Paged, T>(
  operation: string,
  command: Command<I, O>,
  input: I,
  pick: (page: O) => readonly T[] | undefined,
) {
  return infiniteQueryOptions({
    queryKey: ["iam", operation, input, "pages"],
    queryFn: ({ signal, pageParam }) =>
      callIam(operation, command, { ...input, MaxItems: PAGE, ...(pageParam && { Marker: pageParam }) }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => (page.IsTruncated ? page.Marker : undefined),
    select: ({ pages }) => pages.flatMap((page) => pick(page) ?? []),
  });
}

/** Return all of a list of IAM, whatever its pages. Raises ApiError. */
export async function listIam<I extends ServiceInputTypes, O extends ServiceOutputTypes & Paged, T>(
  operation: string,
  command: Command<I, O>,
  input: I,
  pick: (page: O) => readonly T[] | undefined,
  signal?: AbortSignal,
): Promise<T[]> {
  const items: T[] = [];
  let marker: string | undefined;
  do {
    const asked = { ...input, MaxItems: PAGE, ...(marker && { Marker: marker }) };
    const page = await callIam(operation, command, asked, signal);
    items.push(...(pick(page) ?? []));
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker !== undefined);
  return items;
}

/** A list of IAM as one answer: for lists of which a part would tell nothing. */
export function allOfIam<I extends ServiceInputTypes, O extends ServiceOutputTypes & Paged, T>(
  operation: string,
  command: Command<I, O>,
  input: I,
  pick: (page: O) => readonly T[] | undefined,
) {
  return queryOptions({
    queryKey: ["iam", operation, input, "all"],
    queryFn: ({ signal }) => listIam(operation, command, input, pick, signal),
  });
}

/** Have every answer of these operations asked for again: something was written that they tell of. */
export function forget(queryClient: QueryClient, ...operations: string[]): Promise<void> {
  return queryClient.invalidateQueries({
    predicate: ({ queryKey }) => typeof queryKey[1] === "string" && operations.includes(queryKey[1]),
  });
}

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The SDK repeats what is worth it. What was read a moment ago is shown at once and read again behind it.
      queries: { retry: false, staleTime: 10_000, refetchOnWindowFocus: false },
      // What a write answered may be a secret: it goes with the page that asked.
      mutations: { retry: false, gcTime: 0 },
    },
  });
}
