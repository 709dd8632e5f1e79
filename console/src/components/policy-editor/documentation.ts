/** Reads docs/reference/findings.md: a row of its tables says of each code when it is found. */

interface Row {
  type: string;
  when: string;
}

/** Return what *page* says of *code*, or null. */
export function rowOf(page: string, code: string): Row | null {
  const line = page.split("\n").find((each) => each.includes(`\`${code}\` |`));
  const cells = line
    ?.replaceAll("\\|", "\u0000")
    .split("|")
    .map((cell) => cell.replaceAll("\u0000", "|").trim());
  const [, , type, when] = cells ?? [];
  // (C) is a footnote of the page.
  return type && when ? { type, when: when.replaceAll(" (C)", "") } : null;
}

/** Return *text* in parts, and which of them are set as code. */
export const inCode = (text: string) =>
  text.split("`").flatMap((part, at) => (part ? [{ id: String(at), text: part, isCode: at % 2 === 1 }] : []));
