import { expect, test } from "vitest";
import { trustText } from "./columns";
import { kindOf, namingComplaints, newDraft, withChoice } from "./create/draft";
import { needsProfile, roleOf, stepsAfter } from "./create/submit";
import { duration, durationComplaint } from "./durations";
import { isServiceLinked } from "./linked";
import { revocationUntil, revokedUntil } from "./revocation";
import { canBeSwitchedTo, switchLink } from "./switch-link";

const START = {
  partition: "aws",
  account: "111122223333",
  origin: "https://iam.example.org",
  entity: "",
  provider: "",
};

const trusting = (Principal: object, more: object = {}) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal, ...more }] });

test("the wizard begins where its address says", () => {
  expect(kindOf(START)).toBe("service");
  expect(kindOf({ ...START, entity: "certificate" })).toBe("certificate");
  expect(kindOf({ ...START, entity: "nothing of that kind" })).toBe("service");
  const provider = "arn:aws:iam::111122223333:saml-provider/corporate";
  expect(newDraft({ ...START, provider })).toMatchObject({
    kind: "saml",
    choices: { saml: { provider, value: "https://iam.example.org/saml" }, "web-identity": { provider: "" } },
  });
  const issuer = "arn:aws:iam::111122223333:oidc-provider/id.example.com";
  expect(newDraft({ ...START, provider: issuer })).toMatchObject({
    kind: "web-identity",
    choices: { "web-identity": { provider: issuer }, saml: { provider: "" } },
  });
});

test("name, description and path are checked by IAM's rules", () => {
  const draft = newDraft(START);
  const fields = (changed: object) => Object.keys(namingComplaints({ ...draft, name: "a", ...changed }));
  expect(fields({})).toEqual([]);
  expect(fields({ name: " a+=,.@-_1 ", path: "/a/b/" })).toEqual([]);
  expect(fields({ name: "", description: "x".repeat(1_001), path: "team" })).toEqual(["name", "description", "path"]);
  expect(fields({ name: "a b" })).toEqual(["name"]);
});

test("a role for EC2 gets an instance profile, and each policy is a step of its own", () => {
  const service = { kind: "service", service: "EC2", useCase: "EC2", principal: "ec2.amazonaws.com" } as const;
  const policies = ["arn:aws:iam::aws:policy/ReadOnlyAccess"];
  const draft = withChoice({ ...newDraft(START), name: " web ", policies }, service);
  expect(needsProfile(draft)).toBe(true);
  expect(stepsAfter(draft).map(({ label }) => label)).toEqual([
    "Attach ReadOnlyAccess",
    "Create instance profile web",
    "Add the role to instance profile web",
  ]);
  const { AssumeRolePolicyDocument = "", ...rest } = roleOf(draft);
  expect(rest).toEqual({ RoleName: "web", Path: "/" });
  expect(JSON.parse(AssumeRolePolicyDocument).Statement[0].Principal).toEqual({ Service: "ec2.amazonaws.com" });
  const other = { ...draft, kind: "account" as const };
  expect(needsProfile(other)).toBe(false);
});

test("what was filled in goes to IAM, and what was not does not", () => {
  const draft = {
    ...newDraft({ ...START, entity: "account" }),
    name: "audit",
    description: "Reads",
    path: "/team/",
    boundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
    tags: [{ key: "team", value: "a", existing: false }],
  };
  expect(roleOf(draft)).toMatchObject({
    Path: "/team/",
    Description: "Reads",
    PermissionsBoundary: draft.boundary,
    Tags: [{ Key: "team", Value: "a" }],
  });
});

test("roles are found by whom they trust", () => {
  const role = {
    AssumeRolePolicyDocument: encodeURIComponent(trusting({ Service: ["ec2.amazonaws.com", "x.example"] })),
  };
  expect(trustText(role as never)).toBe("AWS service: ec2, Service: x.example");
});

test("the path tells service-linked roles", () => {
  expect(isServiceLinked({ Path: "/aws-service-role/ecs.amazonaws.com/" })).toBe(true);
  expect(isServiceLinked({ Path: "/service-role/" })).toBe(false);
  expect(isServiceLinked({})).toBe(false);
});

test("sessions last hours, minutes and seconds", () => {
  expect(duration(3_600)).toBe("1 hour");
  expect(duration(5_430)).toBe("1 hour 30 minutes 30 seconds");
  expect(duration(43_200)).toBe("12 hours");
  expect(duration(0)).toBe("0 seconds");
  expect(["59", "60", "90", "720", "721", "", "1.5", "x"].map((text) => durationComplaint(text) === "")).toEqual([
    false,
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test("revoking denies everything to sessions that began until now", () => {
  const policy = revocationUntil(new Date("2026-11-25T14:40:14Z"));
  expect(JSON.parse(policy).Statement).toEqual([
    {
      Effect: "Deny",
      Action: ["*"],
      Resource: ["*"],
      Condition: { DateLessThan: { "aws:TokenIssueTime": "2026-11-25T14:40:15Z" } },
    },
  ]);
  expect(revokedUntil(policy)).toEqual(new Date("2026-11-25T14:40:15Z"));
  expect(revokedUntil(encodeURIComponent(policy))).toEqual(new Date("2026-11-25T14:40:15Z"));
  expect(revokedUntil("{}")).toBeUndefined();
});

test("the link has the role with its path", () => {
  expect(switchLink("https://iam.example.org", "acme", { Path: "/a/b/", RoleName: "c" })).toBe(
    "https://iam.example.org/switchrole?roleName=a%2Fb%2Fc&account=acme",
  );
});

test("only a role that trusts people who tell no external ID can be switched to", () => {
  expect(canBeSwitchedTo(trusting({ AWS: "111122223333" }))).toBe(true);
  expect(canBeSwitchedTo(trusting({ Service: "ec2.amazonaws.com" }))).toBe(false);
  expect(canBeSwitchedTo(trusting({ AWS: "*" }, { Effect: "Deny" }))).toBe(false);
  const externalId = { Condition: { StringEquals: { "sts:ExternalId": "x" } } };
  expect(canBeSwitchedTo(trusting({ AWS: "111122223333" }, externalId))).toBe(false);
});
