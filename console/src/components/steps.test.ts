import { expect, test } from "vitest";
import { ApiError } from "../api/errors";
import { runSteps } from "./steps";

const refused = new ApiError("AttachUserPolicy", "AccessDenied", "No.", "r-1", 403);

test("steps run in order, also after one that failed, and failures keep their reasons", async () => {
  const done: string[] = [];
  const step = (label: string, error?: ApiError) => ({
    label,
    run: async () => {
      if (error) throw error;
      done.push(label);
    },
  });
  const failures = await runSteps([step("one"), step("two", refused), step("three")]);
  expect(done).toEqual(["one", "three"]);
  expect(failures.map(({ step: { label }, error }) => [label, error])).toEqual([["two", refused]]);
});
