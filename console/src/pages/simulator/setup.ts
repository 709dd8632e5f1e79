/** What somebody has set up in the simulator, and the question that it makes. */
import type { PolicyIdentifier } from "@aws-sdk/client-iam";
import { entriesOf, type Fact } from "../../simulation/context";
import { type HeldPolicy, sourceKey } from "../../simulation/held";
import type { Source } from "../../simulation/matched";
import { EMPTY, type Question } from "../../simulation/simulate";

/** What was changed of a policy: it stays here until it is saved. */
export interface Draft {
  isOff?: boolean;
  text?: string;
}

/** A policy that somebody pasted. */
export interface Pasted {
  id: string;
  name: string;
  text: string;
  isOff: boolean;
}

export type BoundaryChoice = "own" | "none" | "other";

export interface Setup {
  drafts: Readonly<Record<string, Draft>>;
  pasted: readonly Pasted[];
  boundary: BoundaryChoice;
  boundaryText: string;
  hasGuardrail: boolean;
  guardrail: string;
  hasResourcePolicy: boolean;
  resourcePolicy: string;
  resourceOwner: string;
  caller: string;
  resources: string;
  facts: readonly Fact[];
}

export const document = (...statements: object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements }, null, 2);

const ALL = { Effect: "Allow", Action: "*", Resource: "*" };

export const NEW_SETUP: Setup = {
  drafts: {},
  pasted: [],
  boundary: "own",
  boundaryText: document(ALL),
  hasGuardrail: false,
  guardrail: document(ALL),
  hasResourcePolicy: false,
  resourcePolicy: "",
  resourceOwner: "",
  caller: "",
  resources: "",
  facts: [],
};

/** Return each policy once: a managed one is one, however many ways it comes by. */
export function eachOnce(held: readonly HeldPolicy[]): HeldPolicy[] {
  const seen = new Set<string>();
  return held.filter(({ arn, id }) => {
    const key = arn || id;
    return !seen.has(key) && seen.add(key);
  });
}

export const textOf = ({ drafts }: Setup, { id, text }: HeldPolicy) => drafts[id]?.text ?? text;

export const isChanged = (setup: Setup, policy: HeldPolicy) => textOf(setup, policy) !== policy.text;

export const isOn = ({ drafts }: Setup, { id }: HeldPolicy) => !drafts[id]?.isOff;

/** Return *drafts* in which the policy says again what is saved. */
export const restored = (drafts: Setup["drafts"], id: string): Setup["drafts"] => {
  return { ...drafts, [id]: { isOff: drafts[id]?.isOff ?? false } };
};

/** What a pasted policy says at first. */
export const EXAMPLE = document({ Effect: "Allow", Action: [], Resource: "*" });

/** Whether something would be lost that was written here. */
export const hasDrafts = (setup: Setup, held: readonly HeldPolicy[]) =>
  held.some((policy) => isChanged(setup, policy)) || setup.pasted.some(({ text }) => text !== EXAMPLE);

const identifierOf = ({ arn, name, holder }: HeldPolicy): PolicyIdentifier =>
  arn
    ? { PolicyArn: arn }
    : { InlinePolicyIdentifier: { PolicyName: name, AttachmentType: holder.kind, AttachmentName: holder.name } };

/** Return the policies that are given in the call, in its order. */
export function given(setup: Setup, held: readonly HeldPolicy[]): Source[] {
  const changed = held
    .filter((policy) => isOn(setup, policy) && isChanged(setup, policy))
    .map((policy) => ({ ...policy, text: textOf(setup, policy) }));
  const pasted = setup.pasted.filter((policy) => !policy.isOff);
  return [...changed, ...pasted].map((policy, at) => {
    return { ...policy, source: sourceKey("IAM Policy", `PolicyInputList.${at + 1}`) };
  });
}

/** Return what the answers call each policy. */
export function sourcesOf(setup: Setup, held: readonly HeldPolicy[], boundary: HeldPolicy | null): Source[] {
  const own = boundary && setup.boundary === "own" ? [boundary] : [];
  return [
    ...given(setup, held),
    ...held,
    ...own,
    {
      source: sourceKey("Permissions Boundary Policy", "PermissionsBoundaryPolicyInputList.1"),
      name: "Permissions boundary",
      text: setup.boundaryText,
    },
    {
      source: sourceKey("Resource Policy", "ResourcePolicy"),
      name: "Resource policy",
      text: setup.resourcePolicy,
    },
  ];
}

/** One ARN a line: names of objects have blanks. */
const linesOf = (text: string) => text.split("\n").flatMap((line) => line.trim() || []);

/** Return the question that *setup* makes for the policies of *source*; "" for those pasted alone. */
export function questionOf(
  setup: Setup,
  source: string,
  held: readonly HeldPolicy[],
  actions: readonly string[],
): Question {
  const left = held.filter((policy) => !isOn(setup, policy) || isChanged(setup, policy)).map(identifierOf);
  const isUnbounded = source !== "" && setup.boundary === "none";
  return {
    ...EMPTY,
    source,
    policies: given(setup, held).map(({ text }) => text),
    exclusions: isUnbounded ? [...left, { PolicyType: "permission-boundary" }] : left,
    boundary: setup.boundary === "other" ? setup.boundaryText : "",
    guardrail: source === "" && setup.hasGuardrail ? setup.guardrail : "",
    resourcePolicy: setup.hasResourcePolicy ? setup.resourcePolicy : "",
    resourceOwner: setup.resourceOwner.trim(),
    caller: setup.caller.trim(),
    actions,
    resources: linesOf(setup.resources),
    context: entriesOf(setup.facts),
  };
}
