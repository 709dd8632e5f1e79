import type { ReactNode } from "react";

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

type Key = string | number | Date | undefined;

/** The order of two values: what is missing comes last, and names are ordered as people do. */
export function compare(a: Key, b: Key): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (typeof a === "string" && typeof b === "string")
    return a.localeCompare(b, "en", { numeric: true, sensitivity: "base" });
  return Number(a) - Number(b);
}

/** Return whether a searched column of *item* holds *text*. */
export function holds<T>(columns: readonly Column<T>[], item: T, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return (
    !wanted ||
    columns.some(
      (column) =>
        column.isSearched &&
        String(column.by?.(item) ?? "")
          .toLowerCase()
          .includes(wanted),
    )
  );
}

interface Arranged {
  filter: string;
  /** The column that is sorted by. */
  sort: string;
  isDescending: boolean;
}

/** Return the items that the filter finds, in order. */
export function arrange<T>(items: readonly T[], columns: readonly Column<T>[], state: Arranged): T[] {
  const by = columns.find(({ id }) => id === state.sort)?.by;
  const rows = items.filter((item) => holds(columns, item, state.filter));
  const sign = state.isDescending ? -1 : 1;
  return by ? rows.sort((a, b) => sign * compare(by(a), by(b))) : rows;
}
