/** The events of the account, newest first, a page at a time. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { lookUpEvents } from "../../api/cloudtrail";
import { readEvent } from "./event";
import { attributesOf, type Lookup, PLAIN, type Range, readRange } from "./lookup";

/** The largest page that LookupEvents gives. */
const PAGE = 50;

interface From {
  token: string;
  /** The times of the first page: a token belongs to them. */
  range: Range | null;
}

const FIRST: From = { token: "", range: null };

export const events = (lookup: Lookup) =>
  infiniteQueryOptions({
    queryKey: ["cloudtrail", "LookupEvents", lookup],
    queryFn: async ({ signal, pageParam }) => {
      const now = Date.now();
      const range = pageParam.range ?? readRange(lookup.range, now) ?? readRange(PLAIN.range, now);
      const answer = await lookUpEvents(
        {
          LookupAttributes: attributesOf(lookup),
          MaxResults: PAGE,
          ...(range && { StartTime: range.start, EndTime: range.end }),
          ...(pageParam.token && { NextToken: pageParam.token }),
        },
        signal,
      );
      return { events: (answer.Events ?? []).map(readEvent), next: answer.NextToken ?? "", range };
    },
    initialPageParam: FIRST,
    getNextPageParam: ({ next, range }) => (next ? { token: next, range } : undefined),
    select: ({ pages }) => ({ events: pages.flatMap((page) => page.events), pages: pages.length }),
  });
