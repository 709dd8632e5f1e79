import { diffLines } from "diff";

export interface Line {
  id: string;
  kind: "same" | "gone" | "new";
  text: string;
}

/** Return the lines of both texts, in one order. */
export function linesOf(before: string, after: string): Line[] {
  // Whether the last line ends with a line end is no difference.
  return diffLines(`${before.trimEnd()}\n`, `${after.trimEnd()}\n`)
    .flatMap(({ value, added, removed }) =>
      value
        .replace(/\n$/, "")
        .split("\n")
        .map((text) => ({ kind: added ? ("new" as const) : removed ? ("gone" as const) : ("same" as const), text })),
    )
    .map((line, at) => ({ id: String(at), ...line }));
}
