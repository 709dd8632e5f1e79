import { describe, expect, test } from "vitest";
import type { Service } from "../api/catalogue";
import { readDocument } from "./document";
import { ec2, isService, LISTED, policy, s3, template } from "./fixture";
import { type Effect, scopeOf } from "./scope";
import { summarize } from "./summary";

const read = (text: string) => {
  const document = readDocument(text);
  if (document === null) throw new Error("no document");
  return document;
};

const summary = (service: Service, text: string, effect: Effect = "Allow") =>
  summarize(read(text), effect, { service, isService });

const allow = (Action: string | string[], Resource: string | string[] = "*", more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});

describe("which services", () => {
  const prefixes = (listed: readonly { prefix: string }[]) => listed.map(({ prefix }) => prefix);

  test("services are under the effect that statements have on them, unknown ones apart", () => {
    const scope = scopeOf(
      read(
        policy(allow(["s3:Get*", "EC2:*", "codedeploy2:*"]), { Effect: "Deny", Action: "s3:PutObject", Resource: "*" }),
      ),
      LISTED,
    );
    expect(prefixes(scope.Allow)).toEqual(["ec2", "s3"]);
    expect(prefixes(scope.Deny)).toEqual(["s3"]);
    expect(scope.unknown).toEqual(["codedeploy2"]);
    expect(prefixes(scope.remaining)).toEqual(["iam", "logs"]);
  });

  test("the star is every service", () => {
    expect(scopeOf(read(policy(allow("*"))), LISTED).Allow).toHaveLength(LISTED.length);
  });

  test("NotAction is every service but those that it excludes wholly", () => {
    const text = policy({ Effect: "Allow", NotAction: ["iam:*", "s3:Delete*"], Resource: "*" });
    expect(prefixes(scopeOf(read(text), LISTED).Allow)).toEqual(["ec2", "logs", "s3"]);
    expect(summary(s3, text).remaining.map(({ name }) => name)).toEqual(["DeleteBucket"]);
  });
});

describe("access levels", () => {
  test.each([
    ["s3:*", "Full access"],
    ["*", "Full access"],
    ["s3:List*", "Full: List"],
    [["s3:List*", "s3:Get*", "s3:PutObject"], "Full: List, Read  Limited: Write"],
    [["s3:GetObject", "s3:PutBucketPolicy"], "Full: Permissions management  Limited: Read"],
    ["s3:Nothing", "None"],
  ])("%s", (action, level) => {
    expect(summary(s3, policy(allow(action))).level).toBe(level);
  });

  test("an action whose resource does not fit gives nothing", () => {
    const text = policy(allow("s3:*", "arn:aws:s3:::dev/*"));
    expect(summary(s3, text).level).toBe("Full: Tagging  Limited: Read, Write");
  });

  test("what is denied is told apart, and not taken off what is allowed", () => {
    const text = policy(allow("s3:*"), { Effect: "Deny", Action: "s3:Get*", Resource: "*" });
    expect(summary(s3, text).level).toBe("Full access");
    expect(summary(s3, text, "Deny").level).toBe("Full: Read");
  });
});

describe("resources and conditions in words", () => {
  const ip = { Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } } };

  test.each([
    ["*", "All resources"],
    ["arn:aws:s3:::dev_*", "BucketName | string like | dev_*"],
    [["arn:aws:s3:::a", "arn:aws:s3:::b"], "Multiple"],
  ])("%s", (resource, words) => {
    expect(summary(s3, policy(allow("s3:ListBucket", resource))).resource).toBe(words);
  });

  test("an object is named by bucket and name", () => {
    const { resource } = summary(s3, policy(allow("s3:GetObject", "arn:aws:s3:::developer_bucket/*")));
    expect(resource).toBe("BucketName | string like | developer_bucket, ObjectName | string like | All");
  });

  test("statements that say different things are multiple", () => {
    const found = summary(
      s3,
      policy(allow("s3:GetObject", "arn:aws:s3:::a/*"), allow("s3:ListBucket", "arn:aws:s3:::a", ip)),
    );
    expect(found).toMatchObject({ resource: "Multiple", condition: "Multiple" });
  });

  test.each([
    [{}, "None"],
    [ip, "aws:SourceIp | IP address range | 203.0.113.0/24"],
    [{ Condition: { Bool: { "aws:MultiFactorAuthPresent": true } } }, "aws:MultiFactorAuthPresent | boolean | true"],
    [
      { Condition: { "ForAnyValue:StringNotLikeIfExists": { "aws:CalledVia": ["a.*", "b"] } } },
      "aws:CalledVia | for any value: string not like if exists | a.*, b",
    ],
    [{ Condition: { ...ip.Condition, Bool: { "aws:SecureTransport": "true" } } }, "Multiple"],
  ])("%j", (more, words) => {
    expect(summary(ec2, policy(allow("ec2:DescribeInstances", "*", more))).condition).toBe(words);
  });

  test("NotResource is all but those", () => {
    const text = policy({ Effect: "Allow", Action: "s3:GetObject", NotResource: "arn:aws:s3:::secret/*" });
    expect(summary(s3, text).resource).toBe(
      "All resources except BucketName | string like | secret, ObjectName | string like | All",
    );
  });
});

describe("warnings", () => {
  const problemOf = (service: Service, text: string, name: string) =>
    summary(service, text).actions.find(({ action }) => action.name === name)?.problems;

  test("an action without resource types needs the wildcard", () => {
    const text = policy(allow(["s3:ListAllMyBuckets", "s3:ListBucket"], "arn:aws:s3:::dev"));
    expect(problemOf(s3, text, "ListAllMyBuckets")).toEqual(["needsWildcard"]);
    expect(summary(s3, text).resourceProblems).toEqual(["actionsWithoutResource"]);
    expect(summary(s3, text).level).toBe("Limited: List");
  });

  test("a resource of the wrong type leaves nothing of the service", () => {
    const text = policy(allow("s3:GetObject", "arn:aws:s3:::dev"));
    expect(summary(s3, text)).toMatchObject({ level: "None", resourceProblems: ["noResources"] });
    expect(problemOf(s3, text, "GetObject")).toEqual(["noResource"]);
    expect(summary(s3, text).idleResources).toEqual(["arn:aws:s3:::dev"]);
  });

  test("a statement without resources has none", () => {
    const text = policy({ Effect: "Allow", Action: "s3:*" });
    expect(summary(s3, text)).toMatchObject({ level: "None", resourceProblems: ["noResources"] });
  });

  test("when both do not fit, the resources are told of", () => {
    const text = policy(allow(["s3:ListAllMyBuckets", "s3:GetObject"], ["arn:aws:s3:::dev", "arn:aws:s3:::dev/*"]));
    expect(summary(s3, text).resourceProblems).toEqual(["resourcesWithoutAction"]);
  });

  test("each resource is shown under the service that it belongs to", () => {
    const instance = "arn:aws:ec2:*:*:instance/i-1";
    const text = policy(allow(["s3:GetObject", "ec2:StartInstances"], ["arn:aws:s3:::dev/*", instance]));
    for (const service of [s3, ec2]) {
      expect(summary(service, text)).toMatchObject({ idleResources: [], resourceProblems: [] });
    }
  });

  test("a resource that fits none of them is shown under all", () => {
    const topic = "arn:aws:sns:us-east-1:111122223333:topic";
    const text = policy(
      allow(["s3:GetObject", "ec2:StartInstances"], ["arn:aws:s3:::dev/*", "arn:aws:ec2:*:*:*/*", topic]),
    );
    for (const service of [s3, ec2]) expect(summary(service, text).idleResources).toEqual([topic]);
  });

  test("with every action, a resource is no fault of the services that it is not of", () => {
    expect(summary(ec2, policy(allow("*", "arn:aws:s3:::dev"))).idleResources).toEqual([]);
  });

  test("a condition that some actions are not tested with", () => {
    const tagged = { Condition: { StringEquals: { "aws:ResourceTag/team": "blue" } } };
    const text = policy(allow(["ec2:StartInstances", "ec2:DescribeInstances"], "*", tagged));
    expect(summary(ec2, text)).toMatchObject({
      level: "Limited: Write",
      conditionProblems: ["actionsWithoutCondition"],
    });
    expect(problemOf(ec2, text, "DescribeInstances")).toEqual(["noCondition"]);
  });

  test("a condition that no action is tested with", () => {
    const prefix = { Condition: { StringLike: { "s3:prefix": "home/*" } } };
    expect(summary(s3, policy(allow("s3:GetObject", "*", prefix)))).toMatchObject({
      level: "None",
      conditionProblems: ["conditionsWithoutAction"],
    });
  });

  test("a condition that is met without its key keeps nothing away", () => {
    const tagged = { Condition: { StringEqualsIfExists: { "aws:ResourceTag/team": "blue" } } };
    expect(summary(ec2, policy(allow("ec2:DescribeInstances", "*", tagged))).level).toBe("Full: List");
  });

  test("keys that nobody lists may come with every request", () => {
    const web = { Condition: { StringEquals: { "www.example.com:sub": "x" } } };
    expect(summary(ec2, policy(allow("ec2:*", "*", web)))).toMatchObject({
      level: "Full access",
      conditionProblems: [],
    });
  });

  test("names that the service does not have are told", () => {
    expect(summary(s3, policy(allow(["s3:GetObjekt", "s3:Get*"]))).unknownActions).toEqual(["GetObjekt"]);
  });

  test("variables stand for anything", () => {
    const text = policy(allow("s3:GetObject", template("arn:aws:s3:::dev/{aws:username}/*")));
    expect(summary(s3, text)).toMatchObject({ level: "Limited: Read", resourceProblems: [] });
  });
});
