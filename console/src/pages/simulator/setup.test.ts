import { expect, test } from "vitest";
import type { HeldPolicy } from "../../simulation/held";
import { eachOnce, given, hasDrafts, NEW_SETUP, questionOf, restored, type Setup, sourcesOf } from "./setup";

const INLINE: HeldPolicy = {
  id: "inline",
  source: "user user_mira_own",
  name: "own",
  type: "Customer inline",
  arn: "",
  holder: { kind: "user", name: "mira" },
  text: "{}",
};
const MANAGED: HeldPolicy = {
  ...INLINE,
  id: "managed",
  type: "Customer managed",
  name: "m",
  arn: "arn:aws:iam::1:policy/m",
};
const HELD = [INLINE, MANAGED];
const SOURCE = "arn:aws:iam::100000000001:user/mira";

const ask = (setup: Partial<Setup>, source = SOURCE) =>
  questionOf({ ...NEW_SETUP, ...setup }, source, HELD, ["s3:GetObject"]);

test("policies as they are attached need not be sent", () => {
  expect(ask({})).toMatchObject({
    source: SOURCE,
    policies: [],
    exclusions: [],
    boundary: "",
    actions: ["s3:GetObject"],
  });
});

test("what is ticked off is left out, what is changed is sent in its place", () => {
  const drafts = { inline: { isOff: true }, managed: { text: "changed" } };
  expect(ask({ drafts })).toMatchObject({
    policies: ["changed"],
    exclusions: [
      { InlinePolicyIdentifier: { PolicyName: "own", AttachmentType: "user", AttachmentName: "mira" } },
      { PolicyArn: MANAGED.arn },
    ],
  });
});

test("what is changed and ticked off is nowhere", () => {
  const question = ask({ drafts: { managed: { text: "changed", isOff: true } } });
  expect([question.policies, question.exclusions.length]).toEqual([[], 1]);
});

test("answers name what was sent by its place", () => {
  const setup = {
    ...NEW_SETUP,
    drafts: { managed: { text: "changed" } },
    pasted: [
      { id: "1", name: "off", text: "a", isOff: true },
      { id: "2", name: "on", text: "b", isOff: false },
    ],
  };
  expect(given(setup, HELD).map(({ source, text }) => [source, text])).toEqual([
    ["IAM Policy PolicyInputList.1", "changed"],
    ["IAM Policy PolicyInputList.2", "b"],
  ]);
  expect(sourcesOf(setup, HELD, null).map(({ source }) => source)).toContain("user user_mira_own");
});

test("a boundary is the own one, none, or another", () => {
  expect(ask({ boundary: "none" }).exclusions).toEqual([{ PolicyType: "permission-boundary" }]);
  expect(ask({ boundary: "other", boundaryText: "b" })).toMatchObject({ exclusions: [], boundary: "b" });
  expect(ask({ boundary: "none" }, "").exclusions).toEqual([]);
});

test("guardrails are simulated with pasted policies alone", () => {
  expect(ask({ hasGuardrail: true, guardrail: "g" }).guardrail).toBe("");
  expect(ask({ hasGuardrail: true, guardrail: "g" }, "").guardrail).toBe("g");
});

test("resources are one a line", () => {
  expect(ask({ resources: " arn:a\n\narn:b " }).resources).toEqual(["arn:a", "arn:b"]);
});

test("a policy that comes by several ways is one", () => {
  expect(eachOnce([MANAGED, { ...MANAGED, id: "by-group" }, INLINE])).toEqual([MANAGED, INLINE]);
});

test("what was written is a draft until it is saved or given up", () => {
  const setup = { ...NEW_SETUP, drafts: { inline: { text: "changed", isOff: true } } };
  expect(hasDrafts(setup, HELD)).toBe(true);
  const after = { ...setup, drafts: restored(setup.drafts, "inline") };
  expect(hasDrafts(after, HELD)).toBe(false);
  expect(after.drafts.inline?.isOff).toBe(true);
});
