import createWrapper from "@cloudscape-design/components/test-utils/dom";
import { act, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import findingsPage from "../../../../docs/reference/findings.md?raw";
import { ApiError } from "../../api/errors";
import { HelpProvider } from "../../app/help";
import { inCode, rowOf } from "./documentation";
import { type Finding, type Gravity, gravityOf, inUnits, marksOf } from "./findings";
import { FindingsPanel } from "./findings-panel";
import { roomIn, sizeOf } from "./size";

vi.mock("@tanstack/react-router", () => ({ useLocation: () => ({}) }));

const finding = (gravity: Gravity, code: string, line = 3): Finding => ({
  id: code,
  gravity,
  code,
  text: `About ${code}`,
  link: "docs/reference/findings.md",
  place: { line, column: 4 },
});

test("white space does not count, and a character outside of the first plane counts once", () => {
  expect(sizeOf('{\n\t"a": "😀"\r\n}')).toBe(9);
  expect(roomIn("1234", 6144)).toBe("6,140 of 6,144 characters left");
  expect(roomIn("1234", 3)).toBe("1 character more than the 3 allowed");
});

test("a column counts characters, and the editor's columns count units", () => {
  expect(inUnits("ab😀cd", 3)).toBe(4);
  expect(inUnits("ab", 9)).toBe(2);
});

test("each finding is marked at its line, but what is not JSON, which the editor marks by itself", () => {
  expect(marksOf([finding("SUGGESTION", "A"), finding("ERROR", "JSON_SYNTAX_ERROR")])).toEqual([
    { type: "hint", line: 3, column: 4, text: "About A" },
  ]);
});

test("with an empty list nobody goes on: IAM takes no policy that has one", () => {
  expect(gravityOf({ issueCode: "EMPTY_ARRAY_ACTION", findingType: "SUGGESTION" })).toBe("ERROR");
  expect(gravityOf({ issueCode: "REDUNDANT_ACTION", findingType: "SUGGESTION" })).toBe("SUGGESTION");
});

test("the documentation tells when a code is found", () => {
  expect(rowOf(findingsPage, "MISSING_EFFECT")).toEqual({ type: "ERROR", when: "A statement has no `Effect`." });
  expect(rowOf(findingsPage, "INVALID_ACTION")?.when).not.toContain("(C)");
  expect(rowOf(findingsPage, "NO_SUCH_CODE")).toBeNull();
  expect(inCode("has no `Effect`.").map(({ text, isCode }) => [text, isCode])).toEqual([
    ["has no ", false],
    ["Effect", true],
    [".", false],
  ]);
});

function show(data: Finding[], error: ApiError | null = null) {
  const onGo = vi.fn();
  render(
    <HelpProvider>
      <FindingsPanel query={{ data, error, refetch: vi.fn() }} isCurrent onGo={onGo} />
    </HelpProvider>,
  );
  return { onGo, tabs: createWrapper(document.body).findTabs() };
}

test("tabs count what there is, and the first that has something is open", () => {
  const { tabs, onGo } = show([finding("ERROR", "A"), finding("ERROR", "B", 7), finding("SUGGESTION", "C")]);
  expect(tabs?.findTabLinks().map((tab) => tab.getElement().textContent)).toEqual([
    "Security (0)",
    "Errors (2)",
    "Warnings (0)",
    "Suggestions (1)",
  ]);
  expect(tabs?.findActiveTab()?.getElement().textContent).toBe("Errors (2)");
  act(() => screen.getByRole("button", { name: "Go to Ln 7, Col 5" }).click());
  expect(onGo).toHaveBeenCalledWith({ line: 7, column: 4 });
});

test("who may not validate sees why, and nothing is said to be fine", () => {
  const { tabs } = show([], new ApiError("ValidatePolicy", "AccessDeniedException", "No.", "r-1", 403));
  expect(tabs).toBeNull();
  expect(document.body.textContent).toContain("r-1");
});

test("until there is an answer, nothing is said of findings", () => {
  render(
    <HelpProvider>
      <FindingsPanel query={{ data: undefined, error: null, refetch: vi.fn() }} isCurrent={false} onGo={() => {}} />
    </HelpProvider>,
  );
  expect(document.body.textContent).toContain("Checking the document");
  expect(createWrapper(document.body).findTabs()).toBeNull();
});
