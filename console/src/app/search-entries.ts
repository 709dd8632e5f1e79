/** What the search box finds for a text. */
import type { Page } from "./pages";

export interface Entry {
  label: string;
  path: string;
  /** What it is found by besides its label, whole or from its beginning: ARN, unique ID. */
  also: readonly string[];
  /** What is said beside it. */
  note?: string;
}

interface Named {
  label: string;
  entries: readonly Entry[];
}

/** As many of each kind are shown. */
const MOST = 6;

/** Return every page that can be gone to without knowing a name. */
export const pageEntries = (pages: readonly Page[]): readonly Entry[] =>
  pages.flatMap(({ path, title }) =>
    path.includes("$") || typeof title !== "string" ? [] : [{ label: title, path, also: [] }],
  );

/** How well *entry* fits: the less the better; undefined when it does not. */
function fitOf({ label, also }: Entry, wanted: string): number | undefined {
  const at = label.toLowerCase().indexOf(wanted);
  if (at >= 0) return label.length === wanted.length ? -1 : at;
  return also.some((each) => each.toLowerCase().startsWith(wanted)) ? Number.MAX_SAFE_INTEGER : undefined;
}

/** Return the entries that fit *text*, the best first. */
export function bestOf(entries: readonly Entry[], text: string): readonly Entry[] {
  const wanted = text.trim().toLowerCase();
  return entries
    .flatMap((entry) => {
      const distance = fitOf(entry, wanted);
      return distance === undefined ? [] : [{ entry, distance }];
    })
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MOST)
    .map(({ entry }) => entry);
}

/** Return what is offered for *text*: of pages all, of the rest what fits. */
export function sectionsFor(text: string, pages: readonly Entry[], lists: readonly Named[]): readonly Named[] {
  if (!text.trim()) return [{ label: "Pages", entries: pages }];
  return [{ label: "Pages", entries: pages }, ...lists]
    .map(({ label, entries }) => ({ label, entries: bestOf(entries, text) }))
    .filter(({ entries }) => entries.length > 0);
}
