/** Who can assume a role, in plain words: what a trust policy says, statement by statement. */
import { type Condition, readTrust } from "./document";
import { type Entity, entityOf } from "./entities";

export interface Rule {
  isAllowing: boolean;
  entity: Entity;
  who: string;
  how: string;
  conditions: readonly string[];
}

const ROLES_ANYWHERE = "rolesanywhere.amazonaws.com";

/** Say who is meant by an entity, and what else that takes. */
export function who({ kind, principal, account, name }: Entity): string {
  switch (kind) {
    case "everyone":
      return "Everyone, in every account";
    case "service":
      return principal === ROLES_ANYWHERE
        ? "Workloads with a certificate (IAM Roles Anywhere)"
        : `Service ${principal}`;
    case "account":
      return `Users and roles of account ${name} whose own policies allow it`;
    case "user":
      return `User ${name} of account ${account}`;
    case "role":
      return `Sessions of role ${name} of account ${account}`;
    case "session": {
      const [role = "", session = ""] = name.split("/");
      return `Session ${session} of role ${role} of account ${account}`;
    }
    case "federated user":
      return `Federated user ${name} of account ${account}`;
    case "SAML provider":
      return `Whoever SAML provider ${name} vouches for`;
    case "OIDC provider":
      return `Whoever has a token of ${name}`;
    case "deleted":
      return `A ${principal.startsWith("AIDA") ? "user" : "role"} that was deleted: nobody`;
  }
}

const ACTIONS: Readonly<Record<string, string>> = {
  "sts:assumerole": "assume the role",
  "sts:assumerolewithsaml": "assume the role with a SAML response",
  "sts:assumerolewithwebidentity": "assume the role with a token",
  "sts:tagsession": "set session tags",
  "sts:setsourceidentity": "set a source identity",
  "sts:setcontext": "pass on who they act for",
};

const joined = (parts: readonly string[], word: string) =>
  parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} ${word} ${parts.at(-1)}`;

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Say what the actions of a statement let somebody do. */
export function how(actions: readonly string[]): string {
  const text = joined(
    actions.map((action) => ACTIONS[action.toLowerCase()] ?? `do ${action}`),
    "and",
  );
  return capital(text);
}

/** Keys that have a name of their own. */
const KEYS: Readonly<Record<string, string>> = {
  "sts:externalid": "external ID",
  "sts:rolesessionname": "session name",
  "sts:sourceidentity": "source identity",
  "sts:transitivetagkeys": "transitive session tags",
  "aws:currenttime": "time",
  "aws:multifactorauthage": "seconds since the MFA sign-in",
  "aws:principalaccount": "account of the principal",
  "aws:principalarn": "ARN of the principal",
  "aws:principalorgid": "organization of the principal",
  "aws:sourceaccount": "account that the service acts for",
  "aws:sourcearn": "resource that the service acts for",
  "aws:sourceip": "source address",
  "aws:sourceidentity": "source identity",
  "aws:tagkeys": "keys of the session tags",
  "aws:useragent": "user agent",
  "saml:aud": "address that the response was sent to",
  "saml:iss": "issuer of the response",
  "saml:sub": "subject of the response",
  "saml:sub_type": "form of the subject",
};

/** Kinds of keys that end in a name. */
const NAMED_KEYS: readonly [RegExp, (name: string) => string][] = [
  [/^aws:principaltag\/x509Subject\/(.+)$/i, (name) => `subject of the certificate (${name})`],
  [/^aws:principaltag\/x509Issuer\/(.+)$/i, (name) => `issuer of the certificate (${name})`],
  [/^aws:principaltag\/x509SAN\/(.+)$/i, (name) => `alternative name of the certificate (${name})`],
  [/^aws:principaltag\/(.+)$/i, (name) => `tag “${name}” of the principal`],
  [/^aws:requesttag\/(.+)$/i, (name) => `session tag “${name}”`],
  [/^[^:]*[./][^:]*:aud$/, () => "audience of the token"],
  [/^[^:]*[./][^:]*:sub$/, () => "subject of the token"],
  [/^[^:]*[./][^:]*:(.+)$/, (name) => `claim “${name}” of the token`],
];

export function keyInWords(key: string): string {
  const plain = KEYS[key.toLowerCase()];
  if (plain !== undefined) return plain;
  for (const [pattern, words] of NAMED_KEYS) {
    const found = pattern.exec(key);
    if (found !== null) return words(found[1] ?? "");
  }
  return key;
}

/** How operators compare; those that deny ask for none of their values. */
const OPERATORS: Readonly<Record<string, readonly [words: string, isDenying: boolean]>> = {
  stringequals: ["is", false],
  stringnotequals: ["is not", true],
  stringequalsignorecase: ["is, in upper or lower case,", false],
  stringnotequalsignorecase: ["is not, in upper or lower case,", true],
  stringlike: ["is like", false],
  stringnotlike: ["is not like", true],
  numericequals: ["is", false],
  numericnotequals: ["is not", true],
  numericlessthan: ["is less than", false],
  numericlessthanequals: ["is at most", false],
  numericgreaterthan: ["is more than", false],
  numericgreaterthanequals: ["is at least", false],
  dateequals: ["is", false],
  datenotequals: ["is not", true],
  datelessthan: ["is before", false],
  datelessthanequals: ["is not after", false],
  dategreaterthan: ["is after", false],
  dategreaterthanequals: ["is not before", false],
  bool: ["is", false],
  binaryequals: ["is", false],
  ipaddress: ["is in", false],
  notipaddress: ["is not in", true],
  // For ARNs AWS compares alike, whether equal or like is asked for.
  arnequals: ["is like", false],
  arnlike: ["is like", false],
  arnnotequals: ["is not like", true],
  arnnotlike: ["is not like", true],
};

const isExact = (value: string) => !/[*?]/.test(value);

const quoted = (value: string) => `“${value}”`;

/** Say one condition of a statement, of an entity for which keys may mean something of its own. */
export function inWords({ operator, key, values }: Condition, entity?: Entity): string {
  const [, quantifier, plain = "", ifExists] = /^(?:(For(?:All|Any)Value)s?:)?(.*?)(IfExists)?$/i.exec(operator) ?? [];
  const isAnchor = entity?.principal === ROLES_ANYWHERE && key.toLowerCase() === "aws:sourcearn";
  const name = isAnchor ? "trust anchor" : keyInWords(key);
  const wanted = plain.toLowerCase();
  const only = values.length === 1 ? values[0]?.toLowerCase() : undefined;
  if (wanted === "null" && only !== undefined) return `The ${name} is ${only === "true" ? "absent" : "present"}`;
  const exempt = ifExists ? ", where there is one" : "";
  if (wanted === "bool" && key.toLowerCase() === "aws:multifactorauthpresent" && only !== undefined) {
    return only === "true"
      ? `They signed in with MFA${exempt && ", or with lasting credentials"}`
      : "They signed in without MFA";
  }
  const compared = OPERATORS[wanted];
  const subject = quantifier ? `${/all/i.test(quantifier) ? "every" : "one"} value of the ${name}` : `the ${name}`;
  const listed = joined(values.map(quoted), compared?.[1] ? "nor" : "or");
  // What is compared by a pattern without wildcards is compared as it is.
  const words = compared?.[0].replace(/ like$/, values.every(isExact) ? "" : " like") ?? operator;
  return capital(`${subject} ${words} ${listed}${exempt}`);
}

/** Return what a trust policy says, a row for each principal of each statement. */
export function whoCanAssume(text: string | undefined): readonly Rule[] {
  return readTrust(text).flatMap(({ isAllowing, principals, actions, conditions }) =>
    principals.map((principal) => {
      const entity = entityOf(principal);
      return {
        isAllowing,
        entity,
        who: who(entity),
        how: how(actions),
        conditions: conditions.map((each) => inWords(each, entity)),
      };
    }),
  );
}
