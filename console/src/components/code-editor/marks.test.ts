import type { Ace } from "ace-builds";
import { expect, test } from "vitest";
import { joinedMarks, type Mark } from "./marks";

const mark = (text: string): Mark => ({ type: "error", line: 2, column: 1, text });

test("marks are shown beside those of the worker, and only the own ones are replaced", () => {
  const isOurs = new WeakSet<Ace.Annotation>();
  const byWorker = { row: 0, column: 0, text: "Bad string", type: "error" };
  const first = joinedMarks([byWorker], [mark("a")], isOurs);
  expect(first).toEqual([byWorker, { row: 1, column: 1, text: "a", type: "error" }]);
  expect(joinedMarks(first ?? [], [mark("b")], isOurs)).toEqual([
    byWorker,
    { row: 1, column: 1, text: "b", type: "error" },
  ]);
  expect(joinedMarks(first ?? [], [], isOurs)).toEqual([byWorker]);
});

test("what is shown already is not shown anew", () => {
  const isOurs = new WeakSet<Ace.Annotation>();
  const shown = joinedMarks([], [mark("a")], isOurs);
  expect(joinedMarks(shown ?? [], [mark("a")], isOurs)).toBeNull();
});
