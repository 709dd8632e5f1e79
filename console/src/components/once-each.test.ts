import { expect, test } from "vitest";
import { onceEach } from "./once-each";

test("after a refusal those that are done are left out", async () => {
  const done = new Set<string>();
  const asked: string[] = [];
  let isRefused = true;
  const work = async (item: string) => {
    asked.push(item);
    if (item === "b" && isRefused) throw new Error("No.");
  };
  await expect(onceEach(["a", "b", "c"], done, work)).rejects.toThrow("No.");
  isRefused = false;
  await onceEach(["a", "b", "c"], done, work);
  expect(asked).toEqual(["a", "b", "b", "c"]);
});
