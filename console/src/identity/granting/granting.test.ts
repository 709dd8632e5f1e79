import { expect, test } from "vitest";
import { grantSteps, grantsOf } from "./grants";
import { givenBy } from "./review";
import { changePermissions, isNothing, NO_PERMISSIONS, type PermissionChange } from "./state";

const AUDIT = "arn:aws:iam::aws:policy/SecurityAudit";
const LIMIT = "arn:aws:iam::111122223333:policy/limit";

const after = (...changes: PermissionChange[]) => changes.reduce(changePermissions, NO_PERMISSIONS);

test("only the way that is chosen counts, and what was chosen for another is kept", async () => {
  const chosen = after({ type: "groups", groups: ["devs"] }, { type: "way", way: "attach" });
  expect(isNothing(chosen)).toBe(true);
  expect(await grantsOf(chosen)).toEqual({ groups: [], policies: [], inline: [], boundary: "" });
  const back = changePermissions(chosen, { type: "way", way: "groups" });
  expect(isNothing(back)).toBe(false);
  expect(await grantsOf(back)).toMatchObject({ groups: ["devs"] });
});

test("a group that was made here is chosen, once", () => {
  const made: PermissionChange = { type: "group-created", group: "ops" };
  expect(after({ type: "groups", groups: ["devs"] }, made, made).groups).toEqual(["devs", "ops"]);
});

test("nothing chosen is nothing, a boundary is something", () => {
  expect(isNothing(NO_PERMISSIONS)).toBe(true);
  expect(isNothing(after({ type: "way", way: "copy" }))).toBe(true);
  expect(isNothing(after({ type: "boundary", arn: LIMIT }))).toBe(false);
});

test("the boundary is set before anything is given", () => {
  const grants = { groups: ["devs"], policies: [AUDIT], inline: [{ name: "own", document: "{}" }], boundary: LIMIT };
  expect(grantSteps("alice", grants).map(({ label }) => label)).toEqual([
    "Set permissions boundary limit",
    "Add alice to group devs",
    "Attach SecurityAudit",
    "Create inline policy own",
  ]);
});

test("the review tells what each is used as, and what takes the place of something", () => {
  const grants = { groups: ["devs"], policies: [AUDIT], inline: [{ name: "own", document: "{}" }], boundary: LIMIT };
  const other = "arn:aws:iam::111122223333:policy/other";
  const boundaryIn = (boundary: string) => givenBy(grants, { boundary }).at(-1)?.usedAs;
  expect([boundaryIn(""), boundaryIn(LIMIT), boundaryIn(other)]).toEqual([
    "Permissions boundary",
    "Permissions boundary",
    "Permissions boundary, in place of the present one",
  ]);
  expect(givenBy(grants, { inline: ["own"] }).map(({ name, type, usedAs }) => [name, type, usedAs])).toEqual([
    ["devs", "Group", "Permissions group"],
    ["SecurityAudit", "AWS managed", "Permissions policy"],
    ["own", "Customer inline", "Permissions policy, in place of the present one"],
    ["limit", "Customer managed", "Permissions boundary"],
  ]);
});
