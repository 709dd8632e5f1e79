import { type ReactNode, useMemo } from "react";

/** A column, as data: what it is called, what it draws, and what it is sorted and searched by. */
export interface Column<T> {
  id: string;
  header: string;
  cell: (item: T) => ReactNode;
  /** What rows are sorted by. A column without it, whose cells ask for their own values, is not sorted. */
  by?: (item: T) => string | number | Date | undefined;
  /** Whether text search looks here; it looks at `by`. */
  isSearched?: boolean;
  /** Whether the column is shown until somebody chooses otherwise. */
  isShown?: boolean;
  /** Whether its cell names the row. */
  isName?: boolean;
  minWidth?: number;
}

/** The items of what is not there yet: always the same, so that nothing is arranged anew. */
export const NOTHING: readonly never[] = [];

type Key = string | number | Date | undefined;

// Made once: a comparison that makes its own takes a hundred times as long.
const asPeopleDo = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** The order of two values: what is missing comes last, and names are ordered as people do. */
export function compare(a: Key, b: Key): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (typeof a === "string" && typeof b === "string") return asPeopleDo.compare(a, b);
  return Number(a) - Number(b);
}

/** Return whether each word of *text* is in a searched column of *item*. */
export function holds<T>(columns: readonly Column<T>[], item: T, text: string): boolean {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const searched = columns.flatMap((column) =>
    column.isSearched ? [String(column.by?.(item) ?? "").toLowerCase()] : [],
  );
  return words.every((word) => searched.some((value) => value.includes(word)));
}

interface Arranged {
  filter: string;
  /** The column that is sorted by. */
  sort: string;
  isDescending: boolean;
}

/**
 * Return the items that the filter finds, in order.
 *
 * They are ordered when they or the order change, not at each key in the filter: that is the dear part of ten thousand.
 */
export function useArranged<T>(items: readonly T[], columns: readonly Column<T>[], state: Arranged): readonly T[] {
  const { filter, sort, isDescending } = state;
  const ordered = useMemo(() => inOrder(items, columns, sort, isDescending), [items, columns, sort, isDescending]);
  return useMemo(() => ordered.filter((item) => holds(columns, item, filter)), [ordered, columns, filter]);
}

export function inOrder<T>(
  items: readonly T[],
  columns: readonly Column<T>[],
  sort: string,
  isDescending: boolean,
): readonly T[] {
  const by = columns.find(({ id }) => id === sort)?.by;
  if (by === undefined) return items;
  const sign = isDescending ? -1 : 1;
  return items.toSorted((a, b) => sign * compare(by(a), by(b)));
}
