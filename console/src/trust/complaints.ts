/** What is missing in a choice of trusted entity, by field: what no call could do without. The rest the API says. */
import type { AskedCondition, Choice } from "./builder";
import { isShared, issuerOf, type Repository } from "./ci";

export type Complaints = Readonly<Record<string, string>>;

const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;
const SERVICE = /^[\w-]+(?:\.[\w-]+)+$/;

/** What is asked of each field of each kind; "" where all is well. */
type Rules<C extends Choice> = (choice: C) => Readonly<Record<string, string | false>>;

const RULES: { [K in Choice["kind"]]: Rules<Extract<Choice, { kind: K }>> } = {
  service: ({ principal }) => ({
    principal: !SERVICE.test(principal) && "Choose a service, or enter its name, such as backup.example.com.",
  }),
  account: ({ isOther, account, externalId }) => ({
    account: isOther && !/^\d{12}$/.test(account) && "Enter the account ID: twelve digits.",
    externalId:
      externalId !== null &&
      !EXTERNAL_ID.test(externalId) &&
      "Enter 2 to 1,224 letters, numbers and these characters: + = , . @ : / _ -",
  }),
  "web-identity": ({ provider, audience, repository, conditions }) => ({
    provider: !provider && "Choose an identity provider.",
    audience: !audience && "Choose an audience.",
    organization: !repository.organization && whoseIsMissing(provider, repository, conditions),
    repository: repository.branch && !repository.repository && "Enter the repository that the branch is of.",
    conditions: incomplete(conditions),
  }),
  saml: ({ provider, attribute, value, conditions }) => ({
    provider: !provider && "Choose a SAML provider.",
    attribute: !attribute && "Choose an attribute.",
    value: !value.trim() && "Enter the value that the attribute must have.",
    conditions: incomplete(conditions),
  }),
  certificate: ({ anchor, conditions }) => ({
    anchor:
      !/^arn:[^:]*:rolesanywhere:[^:]*:\d{12}:trust-anchor\/.+$/.test(anchor) && "Enter the ARN of a trust anchor.",
    conditions: incomplete(conditions),
  }),
  custom: ({ text }) => ({ text: !isJson(text) && "Enter a trust policy in JSON." }),
};

/** Say why the organization is needed, or "". */
function whoseIsMissing(provider: string, { repository, branch }: Repository, conditions: readonly AskedCondition[]) {
  if (repository || branch) return "Enter whose it is.";
  const issuer = issuerOf(provider);
  const isSaid = !isShared(issuer) || conditions.some(({ key }) => key.trim() === `${issuer}:sub`);
  return isSaid ? "" : "Enter whose jobs are meant: this issuer signs for everybody’s.";
}

const incomplete = (conditions: readonly AskedCondition[]) =>
  conditions.some(({ key, value }) => !key.trim() || !value.trim()) &&
  "Enter a key and a value for each condition, or remove it.";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Return field → what to do about it. Empty: the choice can be made. */
export function complaintsOf<K extends Choice["kind"]>(choice: Extract<Choice, { kind: K }>): Complaints {
  // The table has the rules of each kind; TypeScript does not see that the two go together.
  const rules = RULES[choice.kind as K] as Rules<typeof choice>;
  return Object.fromEntries(
    Object.entries(rules(choice)).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "",
    ),
  );
}
