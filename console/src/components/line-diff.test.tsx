import { render, screen } from "@testing-library/react";
import fc from "fast-check";
import { expect, test } from "vitest";
import { LineDiff } from "./line-diff";
import { linesOf } from "./lines";

test("what goes and what comes is said in words and marked by signs", () => {
  render(<LineDiff before={"a\nb\nc"} after={"a\nB\nc\nd\n"} names={["v1", "v2"]} />);
  expect(document.body.textContent).toContain("From v1 to v2: 2 lines added (+), 1 line removed (-).");
  const lines = screen.getByRole("region", { name: "Changes from v1 to v2" });
  expect([...lines.querySelectorAll("ins")].map((each) => each.textContent)).toEqual(["+ B", "+ d"]);
  expect([...lines.querySelectorAll("del")].map((each) => each.textContent)).toEqual(["- b"]);
});

test("two that are the same but for the last line end say the same", () => {
  render(<LineDiff before="a" after={"a\n"} names={["v1", "v2"]} />);
  expect(document.body.textContent).toContain("v1 and v2 say the same.");
});

test("without what came it is the first text, and without what went the second", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "", "{"), { minLength: 1, maxLength: 12 })
    .map((each) => each.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = linesOf(before, after);
      const without = (kind: "gone" | "new") =>
        lines
          .filter((line) => line.kind !== kind)
          .map((line) => line.text)
          .join("\n");
      expect(without("new").trimEnd()).toBe(before.trimEnd());
      expect(without("gone").trimEnd()).toBe(after.trimEnd());
    }),
  );
});
