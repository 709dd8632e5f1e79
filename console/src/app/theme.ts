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

function apply(): void {
  const choice = chosen();
  const isDark = choice === "browser" ? dark.matches : choice === "dark";
  applyMode(isDark ? Mode.Dark : Mode.Light);
}

/** Apply the choice now, and whenever the browser changes its own. */
export function followTheme(): void {
  apply();
  dark.addEventListener("change", apply);
}
