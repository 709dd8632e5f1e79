import { expect, test } from "vitest";
import { lastStatement, offsetOf, statementAt } from "./statement-at";

const text = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": "a:b", "Resource": "*" },
    {
      "Effect": "Deny"
    }
  ]
}`;

const at = (line: number, column: number) => statementAt(text, offsetOf(text, { line, column }));

test("the statement under the cursor is known, also at its edges", () => {
  expect([at(4, 4), at(4, 20), at(5, 4), at(6, 8), at(7, 5)]).toEqual([0, 0, 1, 1, 1]);
  expect([at(1, 0), at(3, 10), at(8, 3), at(9, 1)]).toEqual([null, null, null, null]);
});

test("one statement need not be in a list", () => {
  const single = '{"Statement": {"Effect": "Allow"}}';
  expect(statementAt(single, 20)).toBe(0);
  expect(lastStatement(single)).toEqual({ line: 1, column: 14 });
});

test("what is no policy has no statements", () => {
  for (const wrong of ["", "{", "[]", "{}", '{"Statement": []}']) {
    expect(statementAt(wrong, 1)).toBeNull();
    expect(lastStatement(wrong)).toBeNull();
  }
});

test("the last statement is where a new one is put", () => {
  expect(lastStatement(text)).toEqual({ line: 5, column: 4 });
});
