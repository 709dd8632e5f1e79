import { expect, test } from "vitest";
import {
  type AccountChoice,
  type BuiltChoice,
  type CertificateChoice,
  conditionsOf,
  type SamlChoice,
  type ServiceChoice,
  trustPolicyFor,
  trustTextOf,
  type WebIdentityChoice,
} from "./builder";
import { ciOf } from "./ci";
import { complaintsOf } from "./complaints";
import { SERVICES } from "./services";

const statementFor = (choice: BuiltChoice) => trustPolicyFor(choice).Statement[0];

const service = (principal: string): ServiceChoice => ({ kind: "service", service: "", useCase: "", principal });

const ACCOUNT: AccountChoice = {
  kind: "account",
  partition: "aws",
  own: "111122223333",
  isOther: false,
  account: "",
  externalId: null,
  isMfaRequired: false,
};

const GITHUB = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";

const WEB: WebIdentityChoice = {
  kind: "web-identity",
  provider: GITHUB,
  audience: "sts.amazonaws.com",
  repository: { organization: "", repository: "", branch: "" },
  conditions: [],
};

const SAML: SamlChoice = {
  kind: "saml",
  provider: "arn:aws:iam::111122223333:saml-provider/corporate",
  isForConsole: true,
  attribute: "SAML:aud",
  value: "https://iam.example.org/saml",
  conditions: [],
};

const ANCHOR = "arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/8f0f3bd0-0000-4000-8000-000000000000";
const CERTIFICATE: CertificateChoice = { kind: "certificate", anchor: ANCHOR, conditions: [] };

test("a service is trusted by its name", () => {
  expect(trustPolicyFor(service("ec2.amazonaws.com"))).toEqual({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
  });
});

test("an account is trusted as a whole, with external ID and MFA where they are asked for", () => {
  expect(statementFor(ACCOUNT)).toEqual({
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:root" },
    Action: "sts:AssumeRole",
  });
  expect(statementFor({ ...ACCOUNT, isOther: true, account: "444455556666" })?.Principal).toEqual({
    AWS: "arn:aws:iam::444455556666:root",
  });
  expect(statementFor({ ...ACCOUNT, externalId: "abc", isMfaRequired: true })?.Condition).toEqual({
    StringEquals: { "sts:ExternalId": "abc" },
    Bool: { "aws:MultiFactorAuthPresent": "true" },
  });
});

test.each([
  ["", "", "", undefined],
  ["octo", "", "", { StringLike: { "token.actions.githubusercontent.com:sub": "repo:octo/*" } }],
  ["octo", "app", "", { StringLike: { "token.actions.githubusercontent.com:sub": "repo:octo/app:*" } }],
  [
    "octo",
    "app",
    "main",
    { StringEquals: { "token.actions.githubusercontent.com:sub": "repo:octo/app:ref:refs/heads/main" } },
  ],
])("of GitHub the jobs of %s %s %s are meant", (organization, repository, branch, wanted) => {
  const { StringEquals, ...others } = statementFor({ ...WEB, repository: { organization, repository, branch } })
    ?.Condition ?? { StringEquals: {} };
  const { "token.actions.githubusercontent.com:aud": audience, ...rest } = StringEquals ?? {};
  expect(audience).toBe("sts.amazonaws.com");
  const found = { ...(Object.keys(rest).length > 0 && { StringEquals: rest }), ...others };
  expect(found).toEqual(wanted ?? {});
});

test("of GitLab too, and an issuer that is no CI system has no such fields", () => {
  const provider = "arn:aws:iam::111122223333:oidc-provider/gitlab.example.com";
  const repository = { organization: "group", repository: "project", branch: "main" };
  expect(statementFor({ ...WEB, provider, audience: "x", repository })).toEqual({
    Effect: "Allow",
    Principal: { Federated: provider },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: {
        "gitlab.example.com:aud": "x",
        "gitlab.example.com:sub": "project_path:group/project:ref_type:branch:ref:main",
      },
    },
  });
  expect(ciOf("id.example.com")).toBeUndefined();
  expect(ciOf("gitlab.com")?.name).toBe("GitLab CI/CD");
  expect(ciOf("notgitlab.example.com")).toBeUndefined();
});

test("who signs in by SAML is trusted with the attribute", () => {
  const conditions = [{ key: "SAML:eduPersonAffiliation", operator: "ForAnyValue:StringEquals", value: "staff" }];
  expect(statementFor({ ...SAML, conditions })).toEqual({
    Effect: "Allow",
    Principal: { Federated: SAML.provider },
    Action: "sts:AssumeRoleWithSAML",
    Condition: {
      StringEquals: { "SAML:aud": "https://iam.example.org/saml" },
      "ForAnyValue:StringEquals": { "SAML:eduPersonAffiliation": "staff" },
    },
  });
});

test("certificates are trusted by their anchor", () => {
  const conditions = [{ key: "aws:PrincipalTag/x509SAN/URI", operator: "StringEquals", value: "spiffe://a/b" }];
  expect(statementFor({ ...CERTIFICATE, conditions })).toEqual({
    Effect: "Allow",
    Principal: { Service: "rolesanywhere.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
    Condition: {
      ArnEquals: { "aws:SourceArn": ANCHOR },
      StringEquals: { "aws:PrincipalTag/x509SAN/URI": "spiffe://a/b" },
    },
  });
});

test("a policy that somebody writes stays as it is", () => {
  expect(trustTextOf({ kind: "custom", text: " {} " })).toBe(" {} ");
  expect(JSON.parse(trustTextOf(ACCOUNT))).toEqual(trustPolicyFor(ACCOUNT));
});

test("values that are asked of one key are one list, and half a condition is none", () => {
  expect(
    conditionsOf([
      { key: "a", operator: "StringEquals", value: "1" },
      { key: " a ", operator: "StringEquals", value: "2" },
      { key: "b", operator: "StringLike", value: "3*" },
      { key: "c", operator: "StringLike", value: "" },
      { key: "", operator: "Bool", value: "true" },
    ]),
  ).toEqual({ StringEquals: { a: ["1", "2"] }, StringLike: { b: "3*" } });
});

test("what is missing is told by field", () => {
  const fields = (...args: Parameters<typeof complaintsOf>) => Object.keys(complaintsOf(...args));
  expect(fields(service(""))).toEqual(["principal"]);
  expect(fields(service("backup.example.com"))).toEqual([]);
  expect(fields(ACCOUNT)).toEqual([]);
  expect(fields({ ...ACCOUNT, isOther: true, account: "12", externalId: "x" })).toEqual(["account", "externalId"]);
  const repository = { organization: "octo", repository: "", branch: "" };
  expect(fields({ ...WEB, repository })).toEqual([]);
  expect(fields(WEB)).toEqual(["organization"]);
  const subject = { key: "token.actions.githubusercontent.com:sub", operator: "StringLike", value: "repo:a/*" };
  expect(fields({ ...WEB, conditions: [subject] })).toEqual([]);
  expect(fields({ ...WEB, provider: WEB.provider.replace("token.actions.githubusercontent", "id.example") })).toEqual(
    [],
  );
  expect(fields({ ...WEB, provider: "", audience: "" })).toEqual(["provider", "audience"]);
  expect(fields({ ...WEB, repository: { organization: "", repository: "", branch: "main" } })).toEqual([
    "organization",
    "repository",
  ]);
  expect(fields({ ...WEB, repository, conditions: [{ key: "a", operator: "Bool", value: "" }] })).toEqual([
    "conditions",
  ]);
  expect(fields(SAML)).toEqual([]);
  expect(fields({ ...SAML, provider: "", value: " " })).toEqual(["provider", "value"]);
  expect(fields(CERTIFICATE)).toEqual([]);
  expect(fields({ ...CERTIFICATE, anchor: "arn:aws:iam::1:role/x" })).toEqual(["anchor"]);
  expect(fields({ kind: "custom", text: "{" })).toEqual(["text"]);
  expect(fields({ kind: "custom", text: "{}" })).toEqual([]);
});

test("each service has a name of its own, and each use case a principal that can be trusted", () => {
  expect(new Set(SERVICES.map(({ name }) => name)).size).toBe(SERVICES.length);
  for (const { principal } of SERVICES.flatMap(({ useCases }) => useCases)) {
    expect(complaintsOf(service(principal))).toEqual({});
  }
});

test("a further condition does not widen what the form asks for", () => {
  const more = (operator: string) => [{ key: "token.actions.githubusercontent.com:AUD", operator, value: "other" }];
  const asked = { ...WEB, repository: { organization: "octo", repository: "", branch: "" } };
  expect(complaintsOf({ ...asked, conditions: more("StringEquals") }).conditions).toMatch(/already/);
  expect(complaintsOf({ ...asked, conditions: more("StringLike") })).toEqual({});
  const anchor = [{ key: "aws:SourceArn", operator: "ArnEquals", value: "arn:aws:rolesanywhere:x" }];
  expect(complaintsOf({ ...CERTIFICATE, conditions: anchor }).conditions).toMatch(/already/);
});
