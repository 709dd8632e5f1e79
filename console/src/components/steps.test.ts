import { beforeEach, expect, test } from "vitest";
import { ApiError } from "../api/errors";
import { runSteps, stepsAgain } from "./steps";

const done: string[] = [];

beforeEach(() => done.splice(0));

const step = (label: string, error?: ApiError, isVital = false) => ({
  label,
  isVital,
  run: async () => {
    if (error) throw error;
    done.push(label);
  },
});

const refused = new ApiError("AttachUserPolicy", "AccessDenied", "No.", "r-1", 403);

test("steps run in order, also after one that failed, and failures keep their reasons", async () => {
  const failures = await runSteps([step("one"), step("two", refused), step("three")]);
  expect(done).toEqual(["one", "three"]);
  expect(failures.map(({ step: { label }, error }) => [label, error])).toEqual([["two", refused]]);
});

test("what needs a step that failed is not tried, and comes with it the next time", async () => {
  const failures = await runSteps([step("one"), step("two", refused, true), step("three")]);
  expect(done).toEqual(["one"]);
  expect(stepsAgain(failures).map(({ label }) => label)).toEqual(["two", "three"]);
});
