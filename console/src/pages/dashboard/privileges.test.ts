import { expect, test } from "vitest";
import { privilegeLines, reportLines, summaryLines } from "./lines";
import { allowsAll, privilegesOf } from "./privileges";

const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const ALL = { Effect: "Allow", Action: "*", Resource: "*" };

test.each([
  [document(ALL), true],
  [document({ ...ALL, Action: ["s3:*", "*"], Resource: ["*"] }), true],
  [JSON.stringify({ Statement: ALL }), true],
  [document({ ...ALL, Effect: "Deny" }), false],
  [document({ ...ALL, Action: "s3:*" }), false],
  [document({ ...ALL, Resource: "arn:aws:s3:::b" }), false],
  [document({ ...ALL, Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }), false],
  ["", false],
])("what allows everything: %s", (text, isAll) => {
  expect(allowsAll(text)).toBe(isAll);
});

test("who has policies of their own, and who may do everything by one", () => {
  const admin = "arn:aws:iam::aws:policy/AdministratorAccess";
  const user = { Path: "/", UserId: "", Arn: "", CreateDate: new Date(0) };
  const found = privilegesOf(
    [
      { ...user, UserName: "by-group", GroupList: ["admins"] },
      {
        ...user,
        UserName: "reader",
        AttachedManagedPolicies: [{ PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
      },
      {
        ...user,
        UserName: "chief",
        UserPolicyList: [{ PolicyName: "own", PolicyDocument: encodeURIComponent(document(ALL)) }],
      },
    ],
    [{ RoleName: "operator", AttachedManagedPolicies: [{ PolicyArn: admin }] }],
    [{ Arn: admin, PolicyVersionList: [{ IsDefaultVersion: true, Document: encodeURIComponent(document(ALL)) }] }],
  );
  expect(found).toEqual({ direct: ["reader", "chief"], powerful: ["chief", "operator"], looked: 4 });
});

test("what was not looked at is not said to be fine", () => {
  const nothing = { direct: [], powerful: [], looked: 5_000 };
  const texts = (isWhole: boolean) => privilegeLines({ ...nothing, isWhole }).map(({ text }) => text);
  expect(texts(true)[0]).toBe("No user has policies of its own");
  expect(texts(false).every((text) => text.endsWith("among the first 5,000 looked at"))).toBe(true);
});

test("names are shown as far as there is room", () => {
  const [line] = privilegeLines({ direct: ["a", "b", "c", "d"], powerful: [], looked: 4, isWhole: true });
  expect(line).toEqual({
    isFine: false,
    text: "4 users have policies of their own",
    advice: "Give them by groups instead: a, b, c and others",
  });
});

test("root signs in as itself to assign its own device", () => {
  expect(summaryLines({}, true)[0]?.path).toContain("tab=mfa");
  expect(summaryLines({}, false)[0]?.path).toBeUndefined();
  expect(
    summaryLines({ AccountMFAEnabled: 1, AccountAccessKeysPresent: 1 }, false).map(({ isFine }) => isFine),
  ).toEqual([true, false]);
});

test("root that is signed in was used lately, whatever the report says", () => {
  expect(reportLines([], true, 0)[0]?.isFine).toBe(false);
  expect(reportLines([], false, 0)[0]?.isFine).toBe(true);
});
