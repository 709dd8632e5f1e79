import { expect, test } from "vitest";
import { actionOf, asLines, readEvent } from "./event";
import { attributesOf, readRange } from "./lookup";

const DENIAL =
  "User: arn:aws:iam::100000000001:user/eve is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::100000000001:user/ because no identity-based policy allows the iam:ListUsers action";

const whole = {
  userIdentity: {
    type: "AssumedRole",
    arn: "arn:aws:sts::100000000001:assumed-role/ops/work",
    sessionContext: {
      attributes: { mfaAuthenticated: "false" },
      sessionIssuer: { arn: "arn:aws:iam::100000000001:role/team/ops" },
    },
  },
  sourceIPAddress: "192.0.2.7",
  requestID: "r-1",
  errorCode: "AccessDenied",
  errorMessage: DENIAL,
};

test("an event is read from what CloudTrail's JSON has", () => {
  const event = readEvent({
    EventId: "e-1",
    EventName: "ListUsers",
    ReadOnly: "true",
    CloudTrailEvent: JSON.stringify(whole),
  });
  expect(event).toMatchObject({
    id: "e-1",
    isRead: true,
    issuer: "arn:aws:iam::100000000001:role/team/ops",
    address: "192.0.2.7",
    mfa: "false",
    outcome: "denied",
    requestId: "r-1",
  });
  expect(actionOf(event)).toBe("iam:ListUsers");
});

test.each([
  [{}, "succeeded"],
  [{ errorCode: "AccessDeniedException" }, "denied"],
  [{ errorCode: "NoSuchEntity", errorMessage: "none" }, "failed"],
  [{ errorMessage: "Failed authentication" }, "failed"],
])("the outcome of %j", (record, outcome) => {
  expect(readEvent({ CloudTrailEvent: JSON.stringify(record) }).outcome).toBe(outcome);
});

test.each(["", "no JSON", "[]", "null"])("nothing is taken for granted: %j", (text) => {
  expect(readEvent({ CloudTrailEvent: text })).toMatchObject({ id: "", outcome: "succeeded", principal: "" });
});

test("events are exported a line each, as they are in the log", () => {
  const events = ['{"a":1}', '{"b":2}'].map((CloudTrailEvent) => readEvent({ CloudTrailEvent }));
  expect(asLines(events)).toBe('{"a":1}\n{"b":2}\n');
});

test("a range is so long before now, or between two times", () => {
  const now = Date.UTC(2026, 10, 25);
  expect(readRange("24h", now)).toEqual({ start: new Date(now - 86_400_000), end: new Date(now) });
  expect(readRange("90d", now)?.start).toEqual(new Date(now - 90 * 86_400_000));
  const between = "2026-11-01T00:00:00Z/2026-11-02T00:00:00Z";
  expect(readRange(between, now)?.end).toEqual(new Date("2026-11-02T00:00:00Z"));
});

test.each(["", "24", "2x", "x/y", "2026-11-02T00:00:00Z/2026-11-01T00:00:00Z"])("no range: %j", (text) => {
  expect(readRange(text, 0)).toBeNull();
});

test("one attribute is looked up, when it has a value", () => {
  const asked = (attribute: string, value: string) => attributesOf({ attribute, value, range: "" });
  expect(asked("EventName", "CreateUser")).toEqual([{ AttributeKey: "EventName", AttributeValue: "CreateUser" }]);
  expect(asked("EventName", "")).toEqual([]);
  expect(asked("any", "x")).toEqual([]);
  expect(asked("Invented", "x")).toEqual([]);
});
