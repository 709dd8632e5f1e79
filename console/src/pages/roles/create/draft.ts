/** What somebody has filled in so far on the way to a new role. */
import type { Tags } from "../../../components/tag-editor";
import type { Choice } from "../../../trust/builder";

export type EntityKind = Choice["kind"];

/** What is filled in for each kind stays while another one is looked at. */
export type Choices = { [K in EntityKind]: Extract<Choice, { kind: K }> };

export interface Draft {
  kind: EntityKind;
  choices: Choices;
  /** The ARNs of managed policies, and that of the boundary or "". */
  policies: readonly string[];
  boundary: string;
  name: string;
  description: string;
  path: string;
  tags: Tags;
}

/** Where the wizard begins: by its address and by who is signed in. */
export interface Start {
  partition: string;
  account: string;
  /** Where browsers reach this server. */
  origin: string;
  entity: string;
  provider: string;
}

const KINDS: readonly EntityKind[] = ["service", "account", "web-identity", "saml", "certificate", "custom"];

export function kindOf({ entity, provider }: Pick<Start, "entity" | "provider">): EntityKind {
  if (provider.includes(":saml-provider/")) return "saml";
  if (provider.includes(":oidc-provider/")) return "web-identity";
  return KINDS.find((kind) => kind === entity) ?? "service";
}

/** Return where SAML responses for the console are sent to. */
export const samlAddress = (origin: string) => `${origin}/saml`;

const EMPTY_POLICY = JSON.stringify(
  { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: {}, Action: "sts:AssumeRole" }] },
  null,
  2,
);

export function newDraft(start: Start): Draft {
  const kind = kindOf(start);
  const providerFor = (of: EntityKind) => (kind === of ? start.provider : "");
  return {
    kind,
    choices: {
      service: { kind: "service", service: "", useCase: "", principal: "" },
      account: {
        kind: "account",
        partition: start.partition,
        own: start.account,
        isOther: false,
        account: "",
        externalId: null,
        isMfaRequired: false,
      },
      "web-identity": {
        kind: "web-identity",
        provider: providerFor("web-identity"),
        audience: "",
        repository: { organization: "", repository: "", branch: "" },
        conditions: [],
      },
      saml: {
        kind: "saml",
        provider: providerFor("saml"),
        isForConsole: true,
        attribute: "SAML:aud",
        value: samlAddress(start.origin),
        conditions: [],
      },
      certificate: { kind: "certificate", anchor: "", conditions: [] },
      custom: { kind: "custom", text: EMPTY_POLICY },
    },
    policies: [],
    boundary: "",
    name: "",
    description: "",
    path: "/",
    tags: [],
  };
}

export const choiceOf = ({ kind, choices }: Draft): Choice => choices[kind];

export function withChoice(draft: Draft, choice: Choice): Draft {
  return { ...draft, choices: { ...draft.choices, [choice.kind]: choice } };
}

export interface NameComplaints {
  name?: string;
  description?: string;
  path?: string;
}

/** What is wrong with what the last step asks. */
export function namingComplaints({ name, description, path }: Draft): NameComplaints {
  return {
    ...(!/^[\w+=,.@-]{1,64}$/.test(name.trim()) && {
      name: "Enter 1 to 64 letters, numbers and these characters: + = , . @ - _",
    }),
    ...(description.length > 1_000 && { description: "Enter 1,000 characters at most." }),
    ...(!/^\/(?:[!-~]+\/)?$/.test(path) && { path: "Begin and end with a slash, such as /team/." }),
  };
}
