import { expect, test } from "vitest";
import { fromIam } from "../components/tag-editor";
import { tagChanges } from "./tags";

const BEFORE = [
  { Key: "team", Value: "blue" },
  { Key: "cost", Value: "12" },
  { Key: "old", Value: "" },
];

const added = (key: string, value: string) => ({ key, value, existing: false });

test("only what differs is written", () => {
  expect(tagChanges(BEFORE, fromIam(BEFORE))).toEqual({ set: [], removed: [] });
  const [team, cost, old] = fromIam(BEFORE);
  if (!team || !cost || !old) throw new Error("three");
  const after = [{ ...team, value: "red" }, cost, { ...old, markedForRemoval: true }, added("new", "")];
  expect(tagChanges(BEFORE, after)).toEqual({
    set: [
      { Key: "team", Value: "red" },
      { Key: "new", Value: "" },
    ],
    removed: ["old"],
  });
});

test("a key that was taken away and added anew is written once", () => {
  const [team] = fromIam(BEFORE);
  if (!team) throw new Error("one");
  const after = [{ ...team, markedForRemoval: true }, added("team", "green")];
  expect(tagChanges(BEFORE.slice(0, 1), after)).toEqual({ set: [{ Key: "team", Value: "green" }], removed: [] });
});

test("a key of another case is another key: the old one goes first", () => {
  const [team] = fromIam(BEFORE);
  if (!team) throw new Error("one");
  const after = [{ ...team, markedForRemoval: true }, added("Team", "blue")];
  expect(tagChanges(BEFORE.slice(0, 1), after)).toEqual({ set: [{ Key: "Team", Value: "blue" }], removed: ["team"] });
});
