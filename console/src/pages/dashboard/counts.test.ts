import { expect, test } from "vitest";
import { readEvent } from "../activity/event";
import { countsOf } from "./counts";

const event = (EventName: string, errorCode = "") =>
  readEvent({
    EventName,
    EventSource: "iam.amazonaws.com",
    CloudTrailEvent: JSON.stringify(errorCode ? { errorCode, errorMessage: "no" } : {}),
  });

test("the actions that were denied most come first, five of them", () => {
  const denied = ["A", "B", "B", "C", "D", "E", "F"].map((name) => event(name, "AccessDenied"));
  const { allowed, denied: count, actions } = countsOf([event("A"), event("A", "NoSuchEntity"), ...denied]);
  expect([allowed, count]).toEqual([2, 7]);
  expect(actions.map(({ action, count: times }) => `${action} ${times}`)).toEqual([
    "iam:B 2",
    "iam:A 1",
    "iam:C 1",
    "iam:D 1",
    "iam:E 1",
  ]);
});
