/** Where statements stand in the text of a policy. */
import { isObject, parse } from "./document";
import { Source, type Span } from "./source";

/** The spans of the statements, in order; none where the text is no policy. */
function statementsIn(text: string): readonly Span[] {
  const document = parse(text);
  if (!isObject(document)) return [];
  const source = new Source(text);
  const place = source.members.find(({ name }) => name === "Statement");
  if (place === undefined) return [];
  return Array.isArray(document.Statement) ? source.membersAt(place.start) : [place];
}

/** Return which statement *offset* is in, from 0 on, or null. */
export function statementAt(text: string, offset: number): number | null {
  const at = statementsIn(text).findIndex(({ start, end }) => start <= offset && offset <= end);
  return at < 0 ? null : at;
}

/** Lines count from 1, columns from 0. */
interface Place {
  line: number;
  column: number;
}

/** Return where the last statement begins, or null. */
export function lastStatement(text: string): Place | null {
  const last = statementsIn(text).at(-1);
  if (last === undefined) return null;
  const before = text.slice(0, last.start).split("\n");
  return { line: before.length, column: before.at(-1)?.length ?? 0 };
}

export const offsetOf = (text: string, { line, column }: Place) =>
  text
    .split("\n")
    .slice(0, line - 1)
    .reduce((offset, each) => offset + each.length + 1, 0) + column;
