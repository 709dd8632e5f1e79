import { expect, test } from "vitest";
import { rulesOf } from "./password-rules";

const broken = (policy: Parameters<typeof rulesOf>[0], password: string) =>
  rulesOf(policy)
    .filter(({ holds }) => !holds(password))
    .map(({ text }) => text);

test("without a policy eight characters of three classes are asked for", () => {
  expect(broken(null, "Abcdefg1")).toEqual([]);
  expect(broken(null, "Abcdef1")).toHaveLength(1);
  expect(broken(null, "abcdefg1")).toHaveLength(1);
  expect(broken(null, "abcdefg1!")).toEqual([]);
  expect(broken(null, "")).toHaveLength(2);
});

test("a policy asks for what it says and for no more", () => {
  const policy = {
    minimumLength: 6,
    requireSymbols: true,
    requireNumbers: false,
    requireUppercase: true,
    requireLowercase: false,
    reusePrevention: 0,
  };
  expect(rulesOf(policy)).toHaveLength(3);
  expect(broken(policy, "ABCDE!")).toEqual([]);
  expect(broken(policy, "ABCDEF")).toEqual([expect.stringContaining("symbol")]);
  expect(broken(policy, "abcde!")).toEqual(["At least one uppercase letter"]);
  expect(broken(policy, "A!")).toEqual(["At least 6 characters"]);
});

test("other scripts count as characters and as no class", () => {
  expect(broken(null, "пароль12")).toHaveLength(1);
});
