import fc from "fast-check";
import { expect, test } from "vitest";
import { entityText, trustedEntities } from "./entities";
import { how, inWords, whoCanAssume } from "./words";

const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });

const allow = (Principal: unknown, more: object = {}) => ({
  Effect: "Allow",
  Principal,
  Action: "sts:AssumeRole",
  ...more,
});

const texts = (...principals: unknown[]) =>
  trustedEntities(policy(...principals.map((each) => allow(each)))).map(entityText);

test("each form of principal is told in a few words", () => {
  const arn = (rest: string) => ({ AWS: `arn:aws:${rest}` });
  expect(texts({ Service: ["ec2.amazonaws.com", "backup.example.com"] })).toEqual([
    "AWS service: ec2",
    "Service: backup.example.com",
  ]);
  expect(texts(arn("iam::111122223333:root"), { AWS: "444455556666" })).toEqual([
    "Account: 111122223333",
    "Account: 444455556666",
  ]);
  expect(texts(arn("iam::111122223333:user/people/alice"))).toEqual(["User: 111122223333/alice"]);
  expect(texts(arn("iam::111122223333:role/a/b/deploy"))).toEqual(["Role: 111122223333/deploy"]);
  expect(texts(arn("sts::111122223333:assumed-role/deploy/ci"))).toEqual(["Role session: 111122223333/deploy/ci"]);
  expect(texts(arn("sts::111122223333:federated-user/bob"))).toEqual(["Federated user: 111122223333/bob"]);
  expect(texts({ Federated: "arn:aws:iam::111122223333:saml-provider/corporate" })).toEqual([
    "Identity provider: corporate",
  ]);
  expect(texts({ Federated: "arn:aws-cn:iam::111122223333:oidc-provider/id.example.com/a" })).toEqual([
    "Identity provider: id.example.com/a",
  ]);
  expect(texts({ Federated: "accounts.google.com" })).toEqual(["Identity provider: accounts.google.com"]);
  expect(texts({ AWS: "AIDAEXAMPLE" }, { AWS: "AROAEXAMPLE" })).toEqual([
    "Deleted user: AIDAEXAMPLE",
    "Deleted role: AROAEXAMPLE",
  ]);
  expect(texts("*", { AWS: "*" })).toEqual(["Everyone"]);
});

test("only who is let in counts, once, and also in a policy as IAM sends it", () => {
  const text = policy(allow({ AWS: "111122223333" }), allow({ AWS: ["111122223333", "444455556666"] }), {
    ...allow({ AWS: "777788889999" }),
    Effect: "Deny",
  });
  const expected = ["Account: 111122223333", "Account: 444455556666"];
  expect(trustedEntities(text).map(entityText)).toEqual(expected);
  expect(trustedEntities(encodeURIComponent(text)).map(entityText)).toEqual(expected);
});

test.each([undefined, "", "no JSON", "[]", "{}", '{"Statement": "x"}', '{"Statement": [null, 1]}'])(
  "of %s nobody is told",
  (text) => expect(trustedEntities(text)).toEqual([]),
);

test("a statement alone is read like a list of one", () => {
  const text = JSON.stringify({ Statement: allow({ Service: "lambda.amazonaws.com" }) });
  expect(whoCanAssume(text)).toMatchObject([
    { isAllowing: true, who: "Service lambda.amazonaws.com", how: "Assume the role", conditions: [] },
  ]);
});

test("actions are told together", () => {
  expect(how(["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"])).toBe(
    "Assume the role, set session tags and set a source identity",
  );
  expect(how(["sts:*"])).toBe("Do sts:*");
});

test.each([
  ["StringEquals", "sts:ExternalId", ["abc"], "The external ID is “abc”"],
  ["Bool", "aws:MultiFactorAuthPresent", ["true"], "They signed in with MFA"],
  ["BoolIfExists", "aws:MultiFactorAuthPresent", ["true"], "They signed in with MFA, or with lasting credentials"],
  [
    "StringLike",
    "id.example.com:sub",
    ["repo:a/*", "repo:b/*"],
    "The subject of the token is like “repo:a/*” or “repo:b/*”",
  ],
  ["StringLike", "id.example.com:sub", ["repo:a/b"], "The subject of the token is “repo:a/b”"],
  ["StringEquals", "gitlab.example.com/x:project_path", ["g/p"], "The claim “project_path” of the token is “g/p”"],
  ["StringNotEquals", "aws:PrincipalAccount", ["1", "2"], "The account of the principal is not “1” nor “2”"],
  ["StringNotLike", "aws:PrincipalArn", ["a*"], "The ARN of the principal is not like “a*”"],
  ["ArnEquals", "aws:SourceArn", ["arn:x"], "The resource that the service acts for is “arn:x”"],
  ["IpAddress", "aws:SourceIp", ["10.0.0.0/8"], "The source address is in “10.0.0.0/8”"],
  ["Null", "aws:TokenIssueTime", ["false"], "The aws:TokenIssueTime is present"],
  ["DateLessThan", "aws:CurrentTime", ["2030-01-01T00:00:00Z"], "The time is before “2030-01-01T00:00:00Z”"],
  ["StringEquals", "aws:PrincipalTag/x509SAN/URI", ["s"], "The alternative name of the certificate (URI) is “s”"],
  ["StringEquals", "aws:PrincipalTag/team", ["a"], "The tag “team” of the principal is “a”"],
  ["StringEqualsIfExists", "aws:RequestTag/team", ["a"], "The session tag “team” is “a”, where there is one"],
  ["ForAllValues:StringLike", "aws:TagKeys", ["a*"], "Every value of the keys of the session tags is like “a*”"],
  ["ForAnyValue:StringEquals", "saml:cn", ["a"], "One value of the saml:cn is “a”"],
  ["Strange", "aws:Key", ["a"], "The aws:Key Strange “a”"],
])("%s %s is told", (operator, key, values, words) => {
  expect(inWords({ operator, key, values })).toBe(words);
});

test("deleted principals, denials and certificates are told as what they are", () => {
  const rules = whoCanAssume(
    policy(
      allow({ AWS: "AIDAEXAMPLE" }),
      { ...allow({ AWS: "*" }), Effect: "Deny" },
      allow(
        { Service: "rolesanywhere.amazonaws.com" },
        { Condition: { ArnEquals: { "aws:SourceArn": "arn:anchor" } } },
      ),
    ),
  );
  expect(rules.at(-1)?.conditions).toEqual(["The trust anchor is “arn:anchor”"]);
  expect(rules.map(({ isAllowing, who }) => [isAllowing, who])).toEqual([
    [true, "A user that was deleted: nobody"],
    [false, "Everyone, in every account"],
    [true, "Workloads with a certificate (IAM Roles Anywhere)"],
  ]);
});

test("whatever a document holds, it is told of without failing", () => {
  const part = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom("*", "Allow", "sts:AssumeRole", "AROAX", "arn:aws:iam::1:role/"),
  );
  const statement = fc.record(
    {
      Effect: part,
      Principal: part,
      Action: part,
      Condition: fc.dictionary(fc.string(), fc.dictionary(fc.string(), part)),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.array(statement), statement, fc.jsonValue()), (Statement) => {
      const text = JSON.stringify({ Statement });
      expect(
        whoCanAssume(text).every(({ who, how: does }) => typeof who === "string" && typeof does === "string"),
      ).toBe(true);
      trustedEntities(text).map(entityText);
    }),
  );
});
