/** What is missing in a choice of trusted entity, by field: what no call could do without. The rest the API says. */
import { type AskedCondition, type BuiltChoice, type Choice, trustPolicyFor } from "./builder";
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
  "web-identity": ({ provider, repository, conditions, ...rest }) => ({
    provider: !provider && "Choose an identity provider.",
    audience: !rest.audience && "Choose an audience.",
    organization: !repository.organization && whoseIsMissing(provider, repository, conditions),
    repository: repository.branch && !repository.repository && "Enter the repository that the branch is of.",
    conditions: conditionsWrong({ provider, repository, conditions, ...rest }),
  }),
  saml: ({ provider, attribute, value, ...rest }) => ({
    provider: !provider && "Choose a SAML provider.",
    attribute: !attribute && "Choose an attribute.",
    value: !value.trim() && "Enter the value that the attribute must have.",
    conditions: conditionsWrong({ provider, attribute, value, ...rest }),
  }),
  certificate: ({ anchor, ...rest }) => ({
    anchor:
      !/^arn:[^:]*:rolesanywhere:[^:]*:\d{12}:trust-anchor\/.+$/.test(anchor) && "Enter the ARN of a trust anchor.",
    conditions: conditionsWrong({ anchor, ...rest }),
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

type WithConditions = Extract<BuiltChoice, { conditions: readonly AskedCondition[] }>;

/** Say what is wrong with the further conditions, or "". */
function conditionsWrong(choice: WithConditions): string {
  const { conditions } = choice;
  if (conditions.some(({ key, value }) => !key.trim() || !value.trim())) {
    return "Enter a key and a value for each condition, or remove it.";
  }
  // Values of one key by one operator are alternatives: a further one would let in more, where somebody meant less.
  const { Condition = {} } = trustPolicyFor({ ...choice, conditions: [] }).Statement[0] ?? {};
  const twice = conditions.find(({ key, operator }) =>
    Object.keys(Condition[operator] ?? {}).some((each) => each.toLowerCase() === key.trim().toLowerCase()),
  );
  return twice ? `The choices above ask for ${twice.key.trim()} by ${twice.operator} already: change it there.` : "";
}

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
