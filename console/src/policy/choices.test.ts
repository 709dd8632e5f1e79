import { expect, test } from "vitest";
import type { FormBlock } from "./blocks";
import {
  addResources,
  choose,
  chooseAll,
  chosenActions,
  chosenBy,
  dependents,
  keyChoice,
  patternsIn,
  readPattern,
  sortResources,
  typesFor,
  withoutTypes,
} from "./choices";
import { fillKey, isKey, openPart, typeOfKey } from "./condition-keys";
import { ec2, GLOBAL, iam, s3, template } from "./fixture";
import { FROM, MFA, otherConditions, SOURCE_IP, setValues, valuesOf } from "./quick";

const form = (more: Partial<FormBlock> = {}): FormBlock => ({
  kind: "form",
  id: 1,
  effect: "Allow",
  service: "s3",
  actions: [],
  resources: [],
  conditions: [],
  ...more,
});

test("an action is chosen by its name, in any case, or by a pattern", () => {
  const block = form({ actions: ["getobject", "List*"] });
  expect(chosenBy(block, "GetObject")).toBe("getobject");
  expect(chosenBy(block, "ListBucket")).toBe("List*");
  expect(chosenBy(block, "PutObject")).toBeNull();
  expect(chosenActions(block, s3).map(({ name }) => name)).toEqual(["ListAllMyBuckets", "ListBucket", "GetObject"]);
});

test("names are added where no pattern has them, and taken away again", () => {
  const block = form({ actions: ["List*"] });
  const more = choose(block, ["ListBucket", "GetObject", "PutObject"], true);
  expect(more.actions).toEqual(["List*", "GetObject", "PutObject"]);
  expect(choose(more, ["ListBucket", "GETOBJECT"], false).actions).toEqual(["List*", "PutObject"]);
  expect(chooseAll(more, true).actions).toEqual(["*"]);
  expect(chooseAll(more, false).actions).toEqual([]);
});

test("patterns and unknown names are told apart from names", () => {
  expect(patternsIn(form({ actions: ["*", "Get*", "GetObject", "GetObjekt"] }), s3)).toEqual(["Get*", "GetObjekt"]);
});

test.each([
  ["Get*", "Get*"],
  [" s3:Put? ", "Put?"],
  ["S3:Put*", "Put*"],
  ["ec2:Run*", null],
  ["", null],
  ["a b", null],
  ["s3:", null],
])("%s is read as pattern %s", (text, pattern) => {
  expect(readPattern(text, "s3")).toBe(pattern);
});

test("the types are those that chosen actions are done to", () => {
  expect(typesFor(form({ actions: ["GetObject"] }), s3).map(({ name }) => name)).toEqual(["object"]);
  expect(typesFor(form({ actions: ["*"] }), s3).map(({ name }) => name)).toEqual(["bucket", "object"]);
  expect(withoutTypes(form({ actions: ["List*"] }), s3).map(({ name }) => name)).toEqual(["ListAllMyBuckets"]);
});

test("resources are sorted under the types that are shown", () => {
  const block = addResources(form({ resources: ["arn:aws:s3:::a"] }), ["arn:aws:s3:::a/*", "x", "arn:aws:s3:::a"]);
  const objects = typesFor(form({ actions: ["GetObject"] }), s3);
  expect(sortResources(block, objects, s3)).toEqual({
    byType: new Map([["object", ["arn:aws:s3:::a/*"]]]),
    others: ["arn:aws:s3:::a", "x"],
  });
});

test("what actions need besides is offered until something allows it", () => {
  const run = form({ service: "ec2", actions: ["RunInstances"] });
  expect(dependents(run, ec2, [run])).toEqual(["iam:PassRole"]);
  expect(dependents(run, ec2, [run, form({ service: "iam", actions: ["Pass*"] })])).toEqual([]);
  expect(dependents(run, ec2, [run, form({ service: "iam", actions: ["Pass*"], effect: "Deny" })])).toHaveLength(1);
  // Whoever allows all there is asked for no single action.
  expect(dependents(form({ service: "ec2", actions: ["*"] }), ec2, [])).toEqual([]);
  expect(dependents(form({ service: "ec2", actions: ["RunInstances"], effect: "Deny" }), ec2, [])).toEqual([]);
});

test("the keys are those that chosen actions are tested with, and those of every request", () => {
  const keys = keyChoice(form({ service: "ec2", actions: ["CreateTags"] }), ec2, GLOBAL);
  expect(keys.own).toEqual([template("aws:ResourceTag/{TagKey}"), "aws:TagKeys"]);
  expect(keys.global).toEqual(["aws:CalledVia", "aws:CurrentTime", "aws:MultiFactorAuthPresent", "aws:SourceIp"]);
  expect(keyChoice(form({ service: "iam", actions: ["PassRole"] }), iam, {}).own).toEqual(["iam:PassedToService"]);
});

test.each([
  [template("aws:RequestTag/{TagKey}"), "aws:requesttag/Team", "TagKey", "aws:RequestTag/x"],
  ["s3:ExistingObjectTag/<key>", "s3:ExistingObjectTag/Team", "key", "s3:ExistingObjectTag/x"],
  ["ssm:resourceTag/tag-key", "ssm:resourceTag/Team", "tag-key", "ssm:resourceTag/x"],
  [template("events:Metadata/{Key}/Matcher"), "events:Metadata/a/Matcher", "Key", "events:Metadata/x/Matcher"],
])("%s stands for %s", (known, key, part, filled) => {
  expect(isKey(known, key)).toBe(true);
  expect(isKey(known, key.slice(0, key.lastIndexOf("/") + 1))).toBe(false);
  expect(openPart(known)).toBe(part);
  expect(fillKey(known, "x")).toBe(filled);
});

test("a key's type is that of its template", () => {
  expect(typeOfKey("aws:resourcetag/Team", ec2.keys, GLOBAL)).toEqual({ type: "String", multi: false });
  expect(typeOfKey("aws:SourceIp", ec2.keys, GLOBAL)?.type).toBe("IPAddress");
  expect(typeOfKey("x:y", ec2.keys, GLOBAL)).toBeNull();
});

test("a tick sets a condition, and only the rest is listed", () => {
  const other = { operator: "Bool", key: "aws:SecureTransport", values: ["true"] };
  let block = form({ conditions: [other] });
  block = setValues(block, MFA, ["true"]);
  block = setValues(block, SOURCE_IP, ["192.0.2.0/24"]);
  block = setValues(block, SOURCE_IP, ["192.0.2.0/24", "198.51.100.7"]);
  expect(valuesOf(block, SOURCE_IP)).toEqual(["192.0.2.0/24", "198.51.100.7"]);
  expect(valuesOf(block, FROM)).toBeNull();
  expect(otherConditions(block)).toEqual([other]);
  expect(setValues(block, MFA, null).conditions).toHaveLength(2);
});

test("a condition against MFA is no tick", () => {
  const against = { operator: "Bool", key: "aws:MultiFactorAuthPresent", values: ["false"] };
  const block = form({ conditions: [against] });
  expect(valuesOf(block, MFA)).toBeNull();
  expect(otherConditions(block)).toEqual([against]);
});
