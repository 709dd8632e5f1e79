import { expect, test } from "vitest";
import { colourOf, noteRole, type RecentRole, recentRoles } from "./recent-roles";

const ALICE = "arn:aws:iam::111122223333:user/alice";
const BOB = "arn:aws:iam::111122223333:user/bob";

const role = (roleName: string, more: Partial<RecentRole> = {}): RecentRole => ({
  account: "111122223333",
  roleName,
  displayName: `${roleName} @ 111122223333`,
  colour: "green",
  ...more,
});

const names = (arn: string) => recentRoles(arn).map(({ roleName }) => roleName);

test("the last five are kept, each once, the last first", () => {
  for (const name of ["a", "b", "c", "d", "e", "f", "b"]) noteRole(ALICE, role(name));
  expect(names(ALICE)).toEqual(["b", "f", "e", "d", "c"]);
});

test("they are those of who signed in", () => {
  noteRole(ALICE, role("a"));
  expect(names(BOB)).toEqual([]);
});

test("the same name in another account, or with another path, is another role", () => {
  noteRole(ALICE, role("ops"));
  noteRole(ALICE, role("ops", { account: "999922223333" }));
  noteRole(ALICE, role("team/ops"));
  expect(names(ALICE)).toEqual(["team/ops", "ops", "ops"]);
});

test("the colour is found again by what the role is called", () => {
  noteRole(ALICE, role("ops", { displayName: "Operations", colour: "red" }));
  const acting = { account: "111122223333", displayName: "Operations", expires: "", principal: null };
  expect(colourOf(ALICE, acting)).toBe("red");
  expect(colourOf(ALICE, { ...acting, displayName: "Other" })).toBeNull();
});

test.each(["", "{", "7", "null", '[null, 7, {"account": 1}, {"account": "1", "roleName": "ok", "colour": "pink"}]'])(
  "what something else wrote there breaks nothing: %s",
  (text) => {
    window.localStorage.setItem(`ostiary-roles-${ALICE}`, text);
    for (const each of recentRoles(ALICE)) {
      expect(each).toEqual({ account: "1", roleName: "ok", displayName: "ok @ 1", colour: null });
    }
  },
);
