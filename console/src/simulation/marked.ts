/** Which statements of a document matched, found by the positions in the simulator's answers. */
import type { Statement } from "@aws-sdk/client-iam";

interface Place {
  start: number;
  end: number;
}

/** Return where the text of *line* and *column*, counted in characters from 0, begins. */
function offsetOf(lines: readonly string[], line: number, column: number): number {
  const before = lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0);
  return before + [...(lines[line] ?? "")].slice(0, Math.max(0, column)).join("").length;
}

/**
 * Return where *statement* stands in *text*, or null where the answer does not say.
 *
 * Lines count from 1. A column is the one after a brace, counted from 1: that of the opening brace is two less, and the
 * one after the closing brace one less, counted from 0.
 */
export function placeOf(text: string, { StartPosition, EndPosition }: Statement): Place | null {
  if (StartPosition?.Line === undefined || EndPosition?.Line === undefined) return null;
  const lines = text.split("\n");
  return {
    start: offsetOf(lines, StartPosition.Line - 1, (StartPosition.Column ?? 0) - 2),
    end: offsetOf(lines, EndPosition.Line - 1, (EndPosition.Column ?? 0) - 1),
  };
}

export interface Piece {
  text: string;
  isMarked: boolean;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Return the statements of a document; the one of a document that has no list of them. */
export function statementsOf(text: string): unknown[] {
  const document = parsed(text);
  const given = isObject(document) ? document.Statement : undefined;
  return Array.isArray(given) ? given : given === undefined ? [] : [given];
}

/** Return the numbers, from 0, of the statements in *text* at *places*. */
export function numbersAt(text: string, places: readonly Place[]): number[] {
  const written = statementsOf(text).map((each) => JSON.stringify(each));
  const taken = new Set<number>();
  for (const { start, end } of places) {
    const wanted = JSON.stringify(parsed(text.slice(start, end)));
    const found = written.findIndex((each, number) => each === wanted && !taken.has(number));
    if (found >= 0) taken.add(found);
  }
  return [...taken].sort((a, b) => a - b);
}

/** Return *text*, indented, in pieces: the statements of those *numbers* are marked. */
export function piecesOf(text: string, numbers: readonly number[]): Piece[] {
  const document = parsed(text);
  const statements = statementsOf(text);
  if (!isObject(document) || statements.length === 0) return [{ text, isMarked: false }];
  const marks = statements.map((_, number) => `\u0000${number}\u0000`);
  const isList = Array.isArray(document.Statement);
  const frame = JSON.stringify({ ...document, Statement: isList ? marks : marks[0] }, null, 2);
  const indent = isList ? "    " : "  ";
  return frame.split(/"\\u0000(\d+)\\u0000"/).map((piece, at) => {
    if (at % 2 === 0) return { text: piece, isMarked: false };
    const number = Number(piece);
    const written = JSON.stringify(statements[number], null, 2);
    // What is marked is drawn as a block, which begins where it is indented to.
    return numbers.includes(number)
      ? { text: written, isMarked: true }
      : { text: written.replaceAll("\n", `\n${indent}`), isMarked: false };
  });
}
