/** Light or dark: the browser's choice until somebody makes one here, which this browser then remembers. */
import { applyMode, Mode } from "@cloudscape-design/global-styles";

export type Choice = "light" | "dark" | "browser";

const KEY = "ostiary-mode";
const dark = window.matchMedia("(prefers-color-scheme: dark)");

export function chosen(): Choice {
  const kept = window.localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "browser";
}

export function choose(choice: Choice): void {
  if (choice === "browser") window.localStorage.removeItem(KEY);
  else window.localStorage.setItem(KEY, choice);
  apply();
}

const listeners = new Set<() => void>();

export function isDark(): boolean {
  const choice = chosen();
  return choice === "browser" ? dark.matches : choice === "dark";
}

/** Have *listener* called when light or dark may have changed, until what is returned is called. */
export function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function apply(): void {
  applyMode(isDark() ? Mode.Dark : Mode.Light);
  for (const tell of listeners) tell();
}

/** Apply the choice now, and whenever the browser changes its own. */
export function followTheme(): void {
  apply();
  dark.addEventListener("change", apply);
}
