/** The trust policy that a choice of trusted entity stands for. */
import { ciOf, issuerOf, type Repository } from "./ci";
import type { Conditions, Document, Statement } from "./document";

/** A condition as somebody asks for it in a row of a form. */
export interface AskedCondition {
  key: string;
  operator: string;
  value: string;
}

export interface ServiceChoice {
  kind: "service";
  /** The service and use case of `SERVICES` that were chosen; "" for none, and for one that is typed. */
  service: string;
  useCase: string;
  principal: string;
}

export interface AccountChoice {
  kind: "account";
  partition: string;
  /** The account that the role is made in. */
  own: string;
  /** Whether another one is trusted, and its twelve digits. */
  isOther: boolean;
  account: string;
  /** null where none is demanded. */
  externalId: string | null;
  isMfaRequired: boolean;
}

export interface WebIdentityChoice {
  kind: "web-identity";
  /** The ARN of the provider. */
  provider: string;
  audience: string;
  /** Of what the jobs have to be, where the provider is a CI system. */
  repository: Repository;
  conditions: readonly AskedCondition[];
}

export interface SamlChoice {
  kind: "saml";
  provider: string;
  /** Whether people may come by the browser: then the response has to be for this console. */
  isForConsole: boolean;
  attribute: string;
  value: string;
  conditions: readonly AskedCondition[];
}

export interface CertificateChoice {
  kind: "certificate";
  /** The ARN of the trust anchor. */
  anchor: string;
  conditions: readonly AskedCondition[];
}

export interface CustomChoice {
  kind: "custom";
  text: string;
}

export type Choice = ServiceChoice | AccountChoice | WebIdentityChoice | SamlChoice | CertificateChoice | CustomChoice;

export type BuiltChoice = Exclude<Choice, CustomChoice>;

/** Return the conditions as IAM has them: what is asked of the same key by the same operator is one list. */
export function conditionsOf(asked: readonly AskedCondition[]): Conditions {
  const found: Record<string, Record<string, string[]>> = {};
  for (const { key, operator, value } of asked) {
    if (!key.trim() || !value.trim()) continue;
    found[operator] ??= {};
    const block = found[operator];
    block[key.trim()] = [...(block[key.trim()] ?? []), value.trim()];
  }
  const shortened = (block: Record<string, string[]>) =>
    Object.fromEntries(
      Object.entries(block).map(([key, values]) => [key, values.length > 1 ? values : (values[0] ?? "")]),
    );
  return Object.fromEntries(Object.entries(found).map(([operator, block]) => [operator, shortened(block)]));
}

const equals = (key: string, value: string): AskedCondition => ({ key, operator: "StringEquals", value });

/** What compares *value*, which may have wildcards. */
const matches = (key: string, value: string): AskedCondition => ({
  key,
  operator: /[*?]/.test(value) ? "StringLike" : "StringEquals",
  value,
});

interface Parts extends Pick<Statement, "Principal" | "Action"> {
  conditions: readonly AskedCondition[];
}

function webIdentity({ provider, audience, repository, conditions }: WebIdentityChoice): Parts {
  const issuer = issuerOf(provider);
  const ci = ciOf(issuer);
  return {
    Principal: { Federated: provider },
    Action: "sts:AssumeRoleWithWebIdentity",
    conditions: [
      equals(`${issuer}:aud`, audience),
      ...(ci && repository.organization ? [matches(`${issuer}:sub`, ci.subject(repository))] : []),
      ...conditions,
    ],
  };
}

/** By kind; a choice that lacks something gives a policy that lacks it too. */
const PARTS: { [K in BuiltChoice["kind"]]: (choice: Extract<BuiltChoice, { kind: K }>) => Parts } = {
  service: ({ principal }) => ({ Principal: { Service: principal }, Action: "sts:AssumeRole", conditions: [] }),
  account: ({ partition, own, isOther, account, externalId, isMfaRequired }) => ({
    Principal: { AWS: `arn:${partition}:iam::${isOther ? account : own}:root` },
    Action: "sts:AssumeRole",
    conditions: [
      equals("sts:ExternalId", externalId ?? ""),
      { key: "aws:MultiFactorAuthPresent", operator: "Bool", value: isMfaRequired ? "true" : "" },
    ],
  }),
  "web-identity": webIdentity,
  saml: ({ provider, attribute, value, conditions }) => ({
    Principal: { Federated: provider },
    Action: "sts:AssumeRoleWithSAML",
    conditions: [equals(attribute, value), ...conditions],
  }),
  certificate: ({ anchor, conditions }) => ({
    Principal: { Service: "rolesanywhere.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
    conditions: [{ key: "aws:SourceArn", operator: "ArnEquals", value: anchor }, ...conditions],
  }),
};

function partsOf<K extends BuiltChoice["kind"]>(choice: Extract<BuiltChoice, { kind: K }>): Parts {
  // The table has the function of each kind; TypeScript does not see that the two go together.
  const build = PARTS[choice.kind as K] as (of: typeof choice) => Parts;
  return build(choice);
}

/** Return the trust policy of a choice. */
export function trustPolicyFor(choice: BuiltChoice): Document {
  const { Principal, Action, conditions } = partsOf(choice);
  const Condition = conditionsOf(conditions);
  const isBound = Object.keys(Condition).length > 0;
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal, Action, ...(isBound && { Condition }) }],
  };
}

/** The same as text; of a policy that somebody writes, what they wrote. */
export const trustTextOf = (choice: Choice) =>
  choice.kind === "custom" ? choice.text : JSON.stringify(trustPolicyFor(choice), null, 2);
