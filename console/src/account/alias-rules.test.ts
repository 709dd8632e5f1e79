import { expect, test } from "vitest";
import { aliasError } from "./alias-rules";

test.each(["abc", "acme-dev", "a1b", "a".repeat(63), "1234567890123"])("an alias: %s", (alias) => {
  expect(aliasError(alias)).toBe("");
});

test.each(["", "ab", "-abc", "abc-", "a--b", "Abc", "a_b", "111122223333", "a".repeat(64)])("no alias: %s", (alias) => {
  expect(aliasError(alias)).not.toBe("");
});
