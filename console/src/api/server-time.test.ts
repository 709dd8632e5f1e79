import { expect, test } from "vitest";
import { dateOf } from "./server-time";

test("the time is the one that the server's answer has", () => {
  const answer = { response: { headers: { date: "Wed, 25 Nov 2026 14:40:14 GMT" } } };
  expect(dateOf(answer)).toEqual(new Date("2026-11-25T14:40:14Z"));
});

test("an answer without a time is of now", () => {
  for (const answer of [{ response: undefined }, { response: {} }, { response: { headers: { date: "once" } } }]) {
    expect(Math.abs(dateOf(answer).getTime() - Date.now())).toBeLessThan(5_000);
  }
});
