import { expect, test, vi } from "vitest";
import { rulesOf } from "../../../components/password-rules";
import { changeUser, detailsWrong, isBegun, isRight, NOBODY, nameOf, pathWrong } from "./state";
import { creationStep, furtherSteps } from "./steps";

const callIam = vi.hoisted(() => vi.fn(async (..._: unknown[]) => ({})));
vi.mock("../../../api/queries", async (load) => ({ ...(await load<object>()), callIam }));

const POLICY = { rules: rulesOf(null) };
const NOTHING = { groups: [], policies: [], inline: [], boundary: "" };
const details = (given: Partial<typeof NOBODY>) => changeUser(NOBODY, { type: "details", details: given });
const labels = (steps: readonly { label: string }[]) => steps.map(({ label }) => label);

test("nothing is begun until something is said", () => {
  expect(isBegun(NOBODY)).toBe(false);
  expect(isBegun(details({ userName: "a" }))).toBe(true);
});

test("a user needs a name that IAM takes; spaces around it are not meant", () => {
  expect(detailsWrong(NOBODY, POLICY).userName).not.toBe("");
  expect(detailsWrong(details({ userName: "a b" }), POLICY).userName).not.toBe("");
  const trimmed = details({ userName: "  mira " });
  expect(nameOf(trimmed)).toBe("mira");
  expect(isRight(detailsWrong(trimmed, POLICY))).toBe(true);
});

test("a password is asked for where somebody wants to think one out, and only with console access", () => {
  const password = { kind: "custom", custom: "short", mustChange: true } as const;
  expect(detailsWrong(details({ userName: "a", password }), POLICY).password).toBe("");
  expect(detailsWrong(details({ userName: "a", password, hasConsole: true }), POLICY).password).not.toBe("");
  const good = { ...password, custom: "Correct-horse-1" };
  expect(detailsWrong(details({ userName: "a", password: good, hasConsole: true }), POLICY).password).toBe("");
});

test.each([
  ["/", true],
  ["/a/", true],
  ["/division/team-1/", true],
  ["", false],
  ["a/", false],
  ["/a", false],
  ["/a b/", false],
  [`/${"x".repeat(511)}/`, false],
])("of the path %j it is known whether IAM takes it", (path, isTaken) => {
  expect(pathWrong(path) === "").toBe(isTaken);
});

test("what was chosen in one step outlasts the others", () => {
  const changes = [
    { type: "details", details: { userName: "mira" } },
    { type: "permissions", change: { type: "groups", groups: ["devs"] } },
    { type: "tags", tags: [{ key: "team", value: "x", existing: false }], areRight: true },
    { type: "details", details: { path: "/a/" } },
  ] as const;
  const user = changes.reduce(changeUser, NOBODY);
  expect(user).toMatchObject({ userName: "mira", path: "/a/", permissions: { groups: ["devs"] }, areTagsRight: true });
});

test("the user is made with its path and tags, and all else is in vain without", async () => {
  const tags = [{ key: "team", value: "x", existing: false }];
  const step = creationStep({ ...details({ userName: "mira", path: "/a/" }), tags });
  expect(step.isVital).toBe(true);
  await step.run();
  expect(callIam.mock.lastCall?.at(2)).toEqual({ UserName: "mira", Path: "/a/", Tags: [{ Key: "team", Value: "x" }] });
});

test("the password comes after the permissions, and with it what lets the user change it", () => {
  const user = details({ userName: "mira", hasConsole: true });
  const access = { password: "x", partition: "aws", onPassword: () => {} };
  const grants = { ...NOTHING, groups: ["devs"] };
  const all = ["Add mira to group devs", "Enable console access", "Attach IAMUserChangePassword"];
  expect(labels(furtherSteps(user, grants, { ...access, usersMayChange: false }))).toEqual(all);
  // Where everybody may, or it is not known, nothing is attached.
  for (const usersMayChange of [true, null]) {
    expect(labels(furtherSteps(user, grants, { ...access, usersMayChange }))).toEqual(all.slice(0, 2));
  }
  const kept = { ...user, password: { ...user.password, mustChange: false } };
  expect(labels(furtherSteps(kept, NOTHING, { ...access, usersMayChange: false }))).toEqual(["Enable console access"]);
  expect(furtherSteps(user, NOTHING, null)).toEqual([]);
});
