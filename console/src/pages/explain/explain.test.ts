import { expect, test } from "vitest";
import type { HeldPolicy } from "../../simulation/held";
import { readEvent } from "../activity/event";
import { encodedIn, fromDecoded, fromEvent, fromMessage } from "./inquiry";
import { layersOf, refusalOf } from "./layers";
import { nearMisses, policyOf, questionOf } from "./near";

const MIRA = "arn:aws:iam::100000000001:user/mira";
const SENTENCE = `User: ${MIRA} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k`;
const IMPLICIT = "because no identity-based policy allows the s3:GetObject action";

test("a message says who asked for what, and why not", () => {
  expect(fromMessage(` ${SENTENCE} ${IMPLICIT}\n`)).toMatchObject({
    principal: MIRA,
    source: MIRA,
    action: "s3:GetObject",
    resource: "arn:aws:s3:::b/k",
    reason: IMPLICIT,
  });
  expect(fromMessage("Something else")).toBeNull();
});

test("an encoded message stands alone, or after its sentence", () => {
  const encoded = `${"Ab-_".repeat(20)}x`;
  expect(encodedIn(encoded)).toBe(encoded);
  expect(encodedIn(`${SENTENCE}. Encoded authorization failure message: ${encoded}`)).toBe(encoded);
  expect(encodedIn(`You are not authorized. Encoded authorization failure message: ${encoded}`)).toBe(encoded);
  expect(encodedIn(SENTENCE)).toBe("");
  expect(encodedIn("short")).toBe("");
});

test("all that a decoded message holds is told", () => {
  const message = {
    allowed: false,
    explicitDeny: true,
    matchedStatements: {
      items: [
        { statementId: "seal", effect: "DENY" },
        { statementId: "", effect: "DENY" },
      ],
    },
    failures: { items: [] },
    context: {
      principal: { id: "AIDA1", name: "mira", arn: MIRA },
      action: "s3:PutObject",
      resource: "arn:aws:s3:::b/k",
      conditions: {
        items: [
          { key: "aws:sourceip", values: { items: [{ value: "192.0.2.7" }] } },
          { key: "aws:tagkeys", values: { items: [{ value: "a" }, { value: "b" }] } },
        ],
      },
    },
  };
  expect(fromDecoded(JSON.stringify(message))).toMatchObject({
    source: MIRA,
    action: "s3:PutObject",
    reason: "with an explicit deny",
    facts: [
      { key: "aws:sourceip", type: "ip", value: "192.0.2.7" },
      { key: "aws:tagkeys", type: "stringList", value: "a\nb" },
    ],
    told: [
      { label: "Principal ID", value: "AIDA1" },
      { label: "Principal name", value: "mira" },
      { label: "Matched statements", value: "DENY seal, DENY (statement without a Sid)" },
    ],
  });
  expect(fromDecoded("no JSON")).toMatchObject({ principal: "", facts: [], told: [] });
});

test("an event tells a part of the context, and whose policies count", () => {
  const role = "arn:aws:iam::100000000001:role/team/ops";
  const record = {
    userIdentity: {
      arn: "arn:aws:sts::100000000001:assumed-role/ops/work",
      sessionContext: { sessionIssuer: { arn: role } },
    },
    sourceIPAddress: "access-analyzer.amazonaws.com",
    userAgent: "Boto3",
    errorCode: "AccessDenied",
    errorMessage: `${SENTENCE} ${IMPLICIT}`,
  };
  const inquiry = fromEvent(readEvent({ EventName: "GetObject", CloudTrailEvent: JSON.stringify(record) }));
  expect(inquiry).toMatchObject({ source: role, action: "s3:GetObject", resource: "arn:aws:s3:::b/k" });
  // What is no address is no value of aws:SourceIp.
  expect(inquiry.facts.map(({ key }) => key)).toEqual(["aws:UserAgent"]);
});

test.each([
  [IMPLICIT, "identity", false],
  ["with an explicit deny in a permissions boundary: arn:aws:iam::100000000001:policy/b", "boundary", true],
  ["with an explicit deny in a VPC endpoint policy transitively through a service control policy", "scp", true],
  ["because no role trust policy allows the sts:AssumeRole action", "trust", false],
])("the layer that refused: %s", (reason, layer, isExplicit) => {
  expect(refusalOf(reason)).toEqual({ layer, isExplicit });
});

test("a refusal without a reason names no layer", () => {
  expect(refusalOf("")).toBeNull();
});

const EVALUATED = { EvalActionName: "s3:GetObject", EvalResourceName: "*" };

test("the layers say what the refusal says, and the simulator the rest", () => {
  const whole = {
    ...EVALUATED,
    EvalDecision: "implicitDeny" as const,
    PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
  };
  const identity = { ...EVALUATED, EvalDecision: "allowed" as const };
  const says = layersOf({ reason: "", principal: MIRA }, { whole, identity, trust: null }).map(
    ({ name, says: words, isDeciding }) => [name, words, isDeciding],
  );
  expect(says).toEqual([
    ["Resource-based policy", "unknown", false],
    ["Permissions boundary", "silent", true],
    ["Session policy", "absent", false],
    ["Identity-based policies", "allows", false],
  ]);
});

test("a role that does not trust refuses before the policies of who asks", () => {
  const denied = { ...EVALUATED, EvalDecision: "implicitDeny" as const };
  const identity = { ...EVALUATED, EvalDecision: "allowed" as const };
  const layers = layersOf({ reason: "", principal: MIRA }, { whole: denied, identity, trust: denied });
  expect(layers.map(({ name }) => name)).not.toContain("Resource-based policy");
  expect(layers.find(({ isDeciding }) => isDeciding)).toEqual({
    name: "Role trust policy",
    says: "silent",
    isDeciding: true,
  });
});

test("a layer that is seldom there is told of when it refused", () => {
  const session = "arn:aws:sts::100000000001:assumed-role/ops/work";
  const layers = layersOf({ reason: "with an explicit deny in a service control policy", principal: session }, null);
  expect(layers[0]).toEqual({ name: "Service control policies", says: "denies", isDeciding: true });
  expect(layers.find(({ name }) => name === "Session policy")?.says).toBe("unknown");
});

const TOLD = { layer: "identity", policy: "p", policyType: "user", statementIndex: 0, effect: "Allow", applies: false };

const HELD: HeldPolicy = {
  id: "p",
  source: "user user_mira_p",
  name: "p",
  type: "Customer inline",
  arn: "",
  holder: { kind: "user", name: "mira" },
  text: "{}",
};

test("near misses allow the action, and did not fit otherwise", () => {
  const condition = { ...TOLD, part: "Condition", reason: "aws:a is 1, wanted 2" };
  const others = [
    { ...TOLD, part: "Action" },
    { ...TOLD, applies: true },
    { ...condition, effect: "Deny" },
  ];
  expect(nearMisses([condition, ...others])).toEqual([condition]);
});

test("a statement's policy is known by its ARN, or by its name and whose it is", () => {
  const arn = "arn:aws:iam::100000000001:policy/p";
  const managed: HeldPolicy = { ...HELD, id: "m", arn, type: "Customer managed" };
  expect(policyOf(TOLD, [managed, HELD])).toBe(HELD);
  expect(policyOf({ ...TOLD, policy: arn, policyType: "user-managed" }, [HELD, managed])).toBe(managed);
  expect(policyOf({ ...TOLD, policyType: "group" }, [HELD])).toBeUndefined();
});

test("what is known of the request is asked with it", () => {
  const inquiry = fromMessage(`${SENTENCE} ${IMPLICIT}`);
  if (inquiry === null) throw new Error("It is a message.");
  const facts = [
    { key: "aws:SourceIp", type: "ip" as const, value: "192.0.2.1" },
    { key: "aws:TagKeys", type: "stringList" as const, value: "a\nb" },
    { key: "aws:UserAgent", type: "string" as const, value: "" },
  ];
  expect(questionOf(inquiry, MIRA, facts)).toEqual({
    principalArn: MIRA,
    action: "s3:GetObject",
    resourceArn: "arn:aws:s3:::b/k",
    contextEntries: { "aws:SourceIp": ["192.0.2.1"], "aws:TagKeys": ["a", "b"] },
  });
});

test("what the engine tells decides, where the server refused nothing", () => {
  const told = {
    action: "a",
    resource: "*",
    decision: "implicitDeny" as const,
    layer: "trust",
    explanation: "",
    statements: [],
  };
  const layers = layersOf({ reason: "", principal: MIRA }, null, told);
  expect(layers.find(({ isDeciding }) => isDeciding)).toMatchObject({ name: "Role trust policy", says: "silent" });
  expect(
    layersOf({ reason: "", principal: MIRA }, null, { ...told, decision: "allowed" }).some(
      ({ isDeciding }) => isDeciding,
    ),
  ).toBe(false);
});
