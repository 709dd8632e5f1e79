import { expect, test } from "vitest";
import type { ToldDecision } from "../../../api/explanation";
import { contentOf, whatFails } from "./call";

const decision = (more: Partial<ToldDecision>): ToldDecision => ({
  action: "sts:AssumeRoleWithWebIdentity",
  resource: "arn",
  decision: "implicitDeny",
  explanation: "",
  statements: [],
  ...more,
});
const role = (...decisions: ToldDecision[]) => ({ roleArn: "arn", isAllowed: false, decisions });
const missed = (part: string, reason: string) => ({
  layer: "trust",
  policy: "",
  statementIndex: 0,
  effect: "Allow",
  applies: false,
  part,
  reason,
});

test("the condition that failed is what fails, before parts that are further off", () => {
  const statements = [missed("Action", "other action"), missed("Principal", "other"), missed("Condition", "sub is a")];
  expect(whatFails(role(decision({ statements })))).toBe("sub is a");
  expect(whatFails(role(decision({ statements: statements.slice(0, 2) })))).toBe("other");
});

test("where no statement is about the action, that is what fails; a Deny is told as one", () => {
  expect(whatFails(role(decision({ statements: [missed("Action", "x")] })))).toBe(
    "No statement allows sts:AssumeRoleWithWebIdentity",
  );
  expect(whatFails(role(decision({ decision: "explicitDeny" })))).toMatch(/^sts:AssumeRoleWithWebIdentity is denied/);
});

test("of several permissions all that are missing are told", () => {
  const tag = decision({ action: "sts:TagSession" });
  const told = whatFails(role(decision({ decision: "allowed" }), tag, decision({ action: "sts:SetSourceIdentity" })));
  expect(told).toBe("No statement allows sts:TagSession; No statement allows sts:SetSourceIdentity");
});

test("nothing fails of a role that can be assumed; a reason stands for a decision", () => {
  expect(whatFails({ ...role(), isAllowed: true })).toBe("");
  expect(whatFails({ ...role(), reason: "There is no such role." })).toBe("There is no such role.");
});

test("a token and an assertion are read for whoever looks at them", () => {
  const payload = btoa('{"sub":"ü?>"}').replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  expect(contentOf({ webIdentityToken: `a.${btoa('{"sub":"one"}')}.c` })).toBe('{\n  "sub": "one"\n}');
  expect(contentOf({ webIdentityToken: `a.${payload}.c` })).toBeNull(); // not UTF-8
  expect(contentOf({ samlAssertion: `${btoa("<a/>").slice(0, 3)}\n${btoa("<a/>").slice(3)}` })).toBe("<a/>");
  expect(contentOf({ webIdentityToken: "no token" })).toBeNull();
  expect(contentOf({})).toBeNull();
});
