import { describe, expect, test } from "vitest";
import { anyIn, canName, fieldsOf, fillIn, placeholdersIn, readBy, typeOf } from "./arns";
import { ec2, iam, logs, resourceType, s3, template } from "./fixture";

const VARIABLE = template("{aws:username}");

test.each([
  ["arn:aws:s3:::bucket/a:b", ["arn", "aws", "s3", "", "", "bucket/a:b"]],
  ["arn:aws:sqs", ["arn", "aws", "sqs", "*", "*", "*"]],
  [`arn:aws:iam::1:user/${VARIABLE}`, ["arn", "aws", "iam", "", "1", `user/${VARIABLE}`]],
])("%s has six fields", (arn, fields) => {
  expect(fieldsOf(arn)).toEqual(fields);
});

test("other texts are no ARN", () => {
  expect(fieldsOf("bucket")).toBeNull();
});

describe("which types of resources a pattern can name", () => {
  const typesFor = (pattern: string, service: typeof s3) =>
    service.resources.filter((type) => canName(pattern, type, service.resources)).map(({ name }) => name);

  test.each([
    ["*", s3, ["bucket", "object"]],
    ["arn:aws:s3:::dev", s3, ["bucket"]],
    ["arn:aws:s3:::dev/*", s3, ["object"]],
    ["arn:aws:s3:::dev/a/b", s3, ["object"]],
    ["arn:aws:s3:::dev*", s3, ["bucket", "object"]],
    ["arn:*:s3:::*", s3, ["bucket", "object"]],
    ["arn:aws:ec2:us-east-1:111122223333:instance/i-*", s3, []],
    ["arn:aws:ec2:us-east-1:111122223333:instance/i-*", ec2, ["instance"]],
    ["arn:aws:ec2:*:*:*/*", ec2, ["instance", "subnet"]],
    ["arn:aws:ec2", ec2, ["instance", "subnet"]],
    ["ARN:AWS:ec2:US-EAST-1:*:instance/*", ec2, ["instance"]],
    ["arn:aws:ec2:*:*:Instance/*", ec2, []],
    ["arn:aws:iam::111122223333:role/team/x?", iam, ["role"]],
    [`arn:aws:iam::*:user/${VARIABLE}`, iam, ["user"]],
    ["arn:aws:logs:*:*:log-group:/aws/lambda/f:*", logs, ["log-group", "log-stream"]],
    ["arn:aws:logs:*:*:log-group:/aws/lambda/f", logs, ["log-group"]],
    ["not-an-arn", s3, []],
  ] as const)("%s", (pattern, service, names) => {
    expect(typesFor(pattern, service)).toEqual(names);
  });
});

test("a template tells what is to be filled in", () => {
  expect(placeholdersIn(resourceType(ec2, "instance").arn)).toEqual(["Region", "Account", "InstanceId"]);
});

test("what is left out stands for anything", () => {
  const { arn } = resourceType(s3, "object");
  expect(fillIn(arn, { Partition: "aws", BucketName: "dev" })).toBe("arn:aws:s3:::dev/*");
  expect(anyIn(resourceType(ec2, "instance").arn, "aws-cn", "111122223333")).toBe(
    "arn:aws-cn:ec2:*:111122223333:instance/*",
  );
});

test("an ARN is read back by the template that made it", () => {
  const object = resourceType(s3, "object");
  const values = { Partition: "aws", BucketName: "dev", ObjectName: "a/b:c" };
  expect(readBy(fillIn(object.arn, values), object, s3.resources)).toEqual(values);
  expect(readBy("arn:aws:s3:::dev/a", resourceType(s3, "bucket"), s3.resources)).toBeNull();
});

test("the type that says most is the one that is meant", () => {
  const stream = "arn:aws:logs:*:*:log-group:g:log-stream:s";
  expect(typeOf(stream, logs.resources)?.type.name).toBe("log-stream");
  expect(typeOf("arn:aws:sns:::x", logs.resources)).toBeNull();
});
