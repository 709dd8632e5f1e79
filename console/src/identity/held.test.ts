import { expect, test } from "vitest";
import { type Held, heldBy, removalOf, ways } from "./held";

const ALICE = { kind: "user", name: "alice" } as const;
const READ = { PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess", PolicyName: "ReadOnlyAccess" };
const OWN = { PolicyArn: "arn:aws:iam::111122223333:policy/own", PolicyName: "own" };

const HELD = heldBy(ALICE, { attached: [READ], inline: ["notes"] }, [
  { group: "devs", attached: [READ, OWN], inline: ["notes"] },
  { group: "ops", attached: [OWN], inline: [] },
]);

const called = (...names: string[]) => HELD.filter(({ id }) => names.some((name) => id.endsWith(name)));
const idsOf = (rows: readonly Held[]) => rows.map(({ id }) => id);

test("a managed policy is one row however it comes, inline ones are told apart by whose they are", () => {
  expect(HELD.map((row) => [row.id, row.type, ways(row)])).toEqual([
    [READ.PolicyArn, "AWS managed", ["Directly", "Group devs"]],
    ["user/alice/notes", "Customer inline", ["Directly"]],
    [OWN.PolicyArn, "Customer managed", ["Group devs", "Group ops"]],
    ["group/devs/notes", "Customer inline", ["Group devs"]],
  ]);
});

test("the policies of a group are its own", () => {
  const [row] = heldBy({ kind: "group", name: "devs" }, { attached: [OWN], inline: [] });
  expect(row).toMatchObject({ isDirect: true, groups: [] });
});

test("what is attached directly is detached, and stays where a group has it too", () => {
  const removal = removalOf(called("ReadOnlyAccess", "alice/notes"), HELD);
  expect(idsOf(removal.detached)).toEqual([READ.PolicyArn]);
  expect(idsOf(removal.deleted)).toEqual(["user/alice/notes"]);
  expect(idsOf(removal.staying)).toEqual([READ.PolicyArn]);
  expect(removal.left).toEqual([]);
});

test("what comes by a group means leaving it, and what else goes with it is told", () => {
  const removal = removalOf(called("devs/notes"), HELD);
  expect(removal.left).toEqual(["devs"]);
  // Of the others one is held directly, and one by another group as well.
  expect(idsOf(removal.alsoLost)).toEqual([]);
  const both = removalOf(called("policy/own"), HELD);
  expect(both.left).toEqual(["devs", "ops"]);
  expect(idsOf(both.alsoLost)).toEqual(["group/devs/notes"]);
  expect(both.staying).toEqual([]);
});
