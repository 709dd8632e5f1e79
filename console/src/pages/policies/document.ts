/** Policy documents as text. */
import { decoded, readable } from "../../components/json-view";

/** What a new policy begins with. */
export const TEMPLATE = JSON.stringify(
  { Version: "2012-10-17", Statement: [{ Sid: "Statement1", Effect: "Allow", Action: [], Resource: [] }] },
  null,
  2,
);

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** A statement that says nothing yet: the template's. */
const isBlank = (statement: unknown) =>
  isObject(statement) &&
  [statement.Action, statement.Resource].every((value) => Array.isArray(value) && value.length === 0);

/** Return *text* with the statements of *other* appended, or null where one of the two cannot be read. */
export function withStatementsOf(text: string, other: string): string | null {
  try {
    const [document, source]: unknown[] = [JSON.parse(text), JSON.parse(other)];
    if (!isObject(document) || !isObject(source)) return null;
    const kept = listOf(document.Statement).filter((statement) => !isBlank(statement));
    const taken = new Set(kept.map((statement) => isObject(statement) && statement.Sid));
    const added = listOf(source.Statement).map((statement) => {
      // A Sid stands for one statement; the document's own keep theirs.
      if (!isObject(statement) || statement.Sid === undefined || !taken.has(statement.Sid as string)) return statement;
      const { Sid: _, ...rest } = statement;
      return rest;
    });
    return JSON.stringify({ ...document, Statement: [...kept, ...added] }, null, 2);
  } catch {
    return null;
  }
}

/** Names of policies: IAM's rule. */
export const isPolicyName = (name: string) => /^[\w+=,.@-]{1,128}$/.test(name);

/** Return a saved document as it is edited: as it was written, or indented where it is all in one line. */
export function savedText(document: string): string {
  const text = decoded(document).trim();
  return text.includes("\n") ? text : readable(text);
}
