/** What somebody chose for a list: kept in this browser, by list. */
import type { CollectionPreferencesProps } from "@cloudscape-design/components/collection-preferences";
import { useState } from "react";

export interface Preferences {
  pageSize: number;
  wrapLines: boolean;
  contentDensity: "comfortable" | "compact";
  contentDisplay: readonly CollectionPreferencesProps.ContentDisplayItem[];
}

export const PAGE_SIZES = [10, 20, 50, 100] as const;
const PAGE_SIZE = 20;

const keyOf = (list: string) => `ostiary-list-${list}`;

/** Return the choice that is kept for *list*, fitted to the columns that there are now. */
export function keptPreferences(list: string, columns: Preferences["contentDisplay"]): Preferences {
  let kept: Partial<Preferences> = {};
  try {
    kept = (JSON.parse(window.localStorage.getItem(keyOf(list)) ?? "{}") ?? {}) as Partial<Preferences>;
  } catch {
    // Something else wrote there: as if nothing was chosen.
  }
  const known = new Set(columns.map(({ id }) => id));
  const chosen = Array.isArray(kept.contentDisplay) ? kept.contentDisplay.filter(({ id }) => known.has(id)) : [];
  const isChosen = new Set(chosen.map(({ id }) => id));
  return {
    pageSize: PAGE_SIZES.find((size) => size === kept.pageSize) ?? PAGE_SIZE,
    wrapLines: kept.wrapLines === true,
    contentDensity: kept.contentDensity === "compact" ? "compact" : "comfortable",
    contentDisplay: [...chosen, ...columns.filter(({ id }) => !isChosen.has(id))],
  };
}

export function usePreferences(list: string, columns: Preferences["contentDisplay"]) {
  const [preferences, setPreferences] = useState(() => keptPreferences(list, columns));
  const keep = (chosen: Preferences) => {
    window.localStorage.setItem(keyOf(list), JSON.stringify(chosen));
    setPreferences(chosen);
  };
  return [preferences, keep] as const;
}
