import type { Ace } from "ace-builds";

/** How grave a mark is, in Ace's words. */
export type MarkType = "error" | "security" | "warning" | "hint";

/** A mark at a line, which counts from 1; columns count from 0. */
export interface Mark {
  type: MarkType;
  line: number;
  column: number;
  text: string;
}

/**
 * Return the marks that are to be shown: those of *present* that others made, and *marks*; or null where they are shown
 * already. *isOurs* remembers which ones were made here.
 */
export function joinedMarks(
  present: readonly Ace.Annotation[],
  marks: readonly Mark[],
  isOurs: WeakSet<Ace.Annotation>,
): Ace.Annotation[] | null {
  const ours = present.filter((each) => isOurs.has(each));
  const isShown =
    ours.length === marks.length &&
    ours.every(({ row, column, text, type }, at) => {
      const mark = marks[at];
      return mark && row === mark.line - 1 && column === mark.column && text === mark.text && type === mark.type;
    });
  if (isShown) return null;
  const made = marks.map(({ type, line, column, text }) => ({ type, row: line - 1, column, text }));
  for (const each of made) isOurs.add(each);
  return [...present.filter((each) => !isOurs.has(each)), ...made];
}
