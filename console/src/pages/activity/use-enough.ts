/** Loads on until there is enough to show. One call reads a piece of the log, and may find nothing in it. */
import { useEffect, useState } from "react";

interface Query {
  data: { pages: number } | undefined;
  hasNextPage: boolean;
  isFetching: boolean;
  isError: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** How many calls are made for what is not found, until somebody asks for more: nobody searches a large log unasked. */
const PATIENCE = 20;

export function useEnough(query: Query, found: number, wanted: number) {
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = query;
  const [patience, setPatience] = useState(PATIENCE);
  const pages = data?.pages ?? 0;
  const isShort = hasNextPage && found < wanted;
  const gaveUp = isShort && pages >= patience;
  const isSearching = isShort && !gaveUp && !isError;
  useEffect(() => {
    if (isSearching && !isFetching) void fetchNextPage();
  }, [isSearching, isFetching, fetchNextPage]);
  return { isSearching, gaveUp, searchOn: () => setPatience(pages + PATIENCE) };
}
