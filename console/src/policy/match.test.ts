import { expect, test } from "vitest";
import { conditionsIn, readDocument } from "./document";
import { covers, splitAction } from "./match";

test.each([
  ["Get*", "GetObject", true],
  ["get*", "GetObject", true],
  ["*Object", "GetObject", true],
  ["Get?bject", "GetObject", true],
  ["Get?", "GetObject", false],
  ["GetObject", "GetObjectAcl", false],
  ["Get.bject", "GetObject", false],
  ["Get(", "Get(", true],
  ["*", "", true],
])("%s and %s", (pattern, name, isCovered) => {
  expect(covers(pattern, name)).toBe(isCovered);
});

test.each([
  ["S3:Get*", { prefix: "s3", name: "Get*" }],
  ["*", { prefix: "*", name: "*" }],
  ["*:Get*", { prefix: "*", name: "Get*" }],
  ["s3", null],
  ["s3:", null],
  ["a:b:c", null],
])("%s is split", (action, parts) => {
  expect(splitAction(action)).toEqual(parts);
});

test("a document is read leniently", () => {
  const text = '{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":["*",null],"Odd":1,"Principal":"*"}}';
  expect(readDocument(text)).toEqual({
    version: "",
    statements: [
      {
        sid: "",
        effect: "Allow",
        actions: ["s3:*"],
        notActions: null,
        resources: ["*"],
        notResources: null,
        conditions: [],
        hasPrincipal: true,
      },
    ],
  });
  expect(readDocument("[]")).toBeNull();
  expect(readDocument("{")).toBeNull();
  expect(readDocument('{"Statement":[3,"x"]}')?.statements).toEqual([]);
});

test("bare values of conditions mean their text", () => {
  expect(
    conditionsIn({ Bool: { "aws:SecureTransport": false }, NumericLessThan: { "s3:max-keys": [5, "6"] } }),
  ).toEqual([
    { operator: "Bool", key: "aws:SecureTransport", values: ["false"] },
    { operator: "NumericLessThan", key: "s3:max-keys", values: ["5", "6"] },
  ]);
  expect(conditionsIn("odd")).toEqual([]);
});
