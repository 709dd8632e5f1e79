import { expect, test } from "vitest";
import { readDenial } from "../api/errors";
import { statementFor } from "./call-error";
import { readable } from "./json-view";
import { typeOf } from "./policy-type";
import { fromIam, toIam } from "./tag-editor";

test("a document is shown indented, also as IAM sends it, and left alone where it is no JSON", () => {
  expect(readable('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(readable("%7B%22a%22%3A%22b%25%22%7D")).toBe('{\n  "a": "b%"\n}');
  expect(readable("not JSON")).toBe("not JSON");
});

test("the ARN of a policy tells its type", () => {
  expect(typeOf("arn:aws:iam::aws:policy/AdministratorAccess")).toBe("AWS managed");
  expect(typeOf("arn:aws:iam::aws:policy/job-function/Billing")).toBe("AWS managed: job function");
  expect(typeOf("arn:aws:iam::111122223333:policy/job-function/own")).toBe("Customer managed");
});

test("tags go to IAM without those that were taken away", () => {
  const tags = [
    ...fromIam([
      { Key: "team", Value: "a" },
      { Key: "old", Value: "" },
    ]),
    { key: "", value: "", existing: false },
  ];
  const marked = tags.map((tag) => (tag.key === "old" ? { ...tag, markedForRemoval: true } : tag));
  expect(toIam(marked)).toEqual([{ Key: "team", Value: "a" }]);
});

test("the statement that is offered allows what was refused and no more", () => {
  const denied = readDenial(
    "User: arn:aws:iam::1:user/a is not authorized to perform: iam:GetUser on resource: user bob",
  );
  expect(denied).toMatchObject({ action: "iam:GetUser" });
  expect(JSON.parse(statementFor({ action: "iam:GetUser", resource: "arn:r" }))).toEqual({
    Effect: "Allow",
    Action: "iam:GetUser",
    Resource: "arn:r",
  });
});
