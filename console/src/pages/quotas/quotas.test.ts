import { expect, test } from "vitest";
import { filled, unknownIn } from "./quotas";

test("a quota is nearly used up from 80 % on, and never more than full", () => {
  expect(filled(79, 100)).toEqual({ percent: 79, text: "79 of 100", isNearlyFull: false });
  expect(filled(80, 100).isNearlyFull).toBe(true);
  expect(filled(5_001, 5_000)).toEqual({ percent: 100, text: "5,001 of 5,000", isNearlyFull: true });
  expect(filled(0, 0).isNearlyFull).toBe(true);
});

test("a number without words is shown all the same", () => {
  expect(unknownIn({ Users: 1, UsersQuota: 2, AccountMFAEnabled: 0, NewNumber: 3 })).toEqual(["NewNumber"]);
});
