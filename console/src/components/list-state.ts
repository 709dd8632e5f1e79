/** What is shown of a list is in the address: filter, page and order. A reload, or a link, shows the same. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";

export interface ListState {
  filter: string;
  page: number;
  sort: string;
  isDescending: boolean;
}

type Query = Record<string, unknown>;

export function readListState(query: Query, firstColumn: string): ListState {
  const page = Number(query.page);
  return {
    filter: query.filter === undefined ? "" : String(query.filter),
    page: Number.isInteger(page) && page > 0 ? page : 1,
    sort: typeof query.sort === "string" ? query.sort : firstColumn,
    isDescending: query.order === "desc",
  };
}

/** What differs from the plain list; the rest is left out of the address. */
export function writeListState(state: ListState, firstColumn: string): Query {
  return {
    filter: state.filter || undefined,
    page: state.page > 1 ? state.page : undefined,
    sort: state.sort === firstColumn ? undefined : state.sort,
    order: state.isDescending ? "desc" : undefined,
  };
}

export function useListState(firstColumn: string) {
  const query = useSearch({ strict: false }) as Query;
  const navigate = useNavigate();
  const state = readListState(query, firstColumn);
  const change = (changed: Partial<ListState>) => {
    const next = writeListState({ ...state, page: 1, ...changed }, firstColumn);
    // A list is one place in the history, whatever was typed into its filter.
    void navigate({ to: ".", search: ((before: Query) => ({ ...before, ...next })) as never, replace: true });
  };
  return [state, change] as const;
}

/** The same for a list that is no place of its own, as in a dialog: forgotten with it. */
export function useOwnListState(firstColumn: string) {
  const [state, setState] = useState(() => readListState({}, firstColumn));
  const change = (changed: Partial<ListState>) => setState((before) => ({ ...before, page: 1, ...changed }));
  return [state, change] as const;
}
