/** The layers of a decision, in the order in which they are asked, and what each says. */

import type { EvaluationResult, PolicyEvaluationDecisionType } from "@aws-sdk/client-iam";
import type { ToldDecision } from "../../api/explanation";

export type Says = "allows" | "denies" | "silent" | "absent" | "unknown";

export interface Layer {
  name: string;
  says: Says;
  /** Whether it is the one that refused. */
  isDeciding: boolean;
}

/** Each layer with its name in refusals. Those that are not `always` are told of only where a refusal names them. */
const LAYERS = [
  { id: "scp", name: "Service control policies", word: "service control policy", always: false },
  { id: "rcp", name: "Resource control policies", word: "resource control policy", always: false },
  { id: "vpce", name: "VPC endpoint policy", word: "VPC endpoint policy", always: false },
  { id: "resource", name: "Resource-based policy", word: "resource-based policy", always: true },
  { id: "trust", name: "Role trust policy", word: "role trust policy", always: false },
  { id: "boundary", name: "Permissions boundary", word: "permissions boundary", always: true },
  { id: "session", name: "Session policy", word: "session policy", always: true },
  { id: "identity", name: "Identity-based policies", word: "identity-based policy", always: true },
] as const;

type Id = (typeof LAYERS)[number]["id"];

const SAYS: Readonly<Record<PolicyEvaluationDecisionType, Says>> = {
  allowed: "allows",
  implicitDeny: "silent",
  explicitDeny: "denies",
};

interface Refusal {
  layer: Id;
  isExplicit: boolean;
}

/** Return which layer a refusal names, and how; null where it names none. */
export function refusalOf(reason: string): Refusal | null {
  const isExplicit = /explicit deny in/.test(reason);
  // What is denied "transitively through" a layer is denied by the last one named.
  const named = LAYERS.filter(({ word }) => reason.includes(word));
  const last = named.toSorted((a, b) => reason.lastIndexOf(a.word) - reason.lastIndexOf(b.word)).at(-1);
  return last ? { layer: last.id, isExplicit } : null;
}

/** What the simulator said: of all layers together, of the identity-based policies alone, and of the role's trust policy. */
export interface Simulated {
  whole: EvaluationResult;
  identity: EvaluationResult;
  /** Null where no role is assumed, or its trust policy is not known. */
  trust: EvaluationResult | null;
}

const saysOf = (result: EvaluationResult) => SAYS[result.EvalDecision ?? "implicitDeny"];

function boundarySays({ whole, identity }: Simulated): Says {
  const allows = whole.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary;
  if (allows === undefined) return "absent";
  if (allows) return "allows";
  return whole.EvalDecision === "explicitDeny" && identity.EvalDecision !== "explicitDeny" ? "denies" : "silent";
}

function simulated(id: Id, answer: Simulated): Says {
  if (id === "identity") return saysOf(answer.identity);
  if (id === "boundary") return boundarySays(answer);
  return id === "trust" && answer.trust ? saysOf(answer.trust) : "unknown";
}

/** Return the layer that decided in the simulation, or null when it was allowed. */
function decider(answer: Simulated): Refusal | null {
  if (answer.whole.EvalDecision === "allowed") return null;
  for (const says of ["denies", "silent"] as const) {
    for (const id of ["trust", "boundary", "identity"] as const) {
      if (simulated(id, answer) === says) return { layer: id, isExplicit: says === "denies" };
    }
  }
  return null;
}

/** Return what the engine told of the layer that decided; null where it was allowed, or the layer is none of these. */
export function toldRefusal({ decision, layer }: Pick<ToldDecision, "decision" | "layer">): Refusal | null {
  const id = LAYERS.find((each) => each.id === layer)?.id;
  return decision === "allowed" || id === undefined ? null : { layer: id, isExplicit: decision === "explicitDeny" };
}

/** Only sessions have session policies. */
const isSession = (principal: string) => /:(?:assumed-role|federated-user)\//.test(principal);

/** Return the layers; a refusal of the server goes before what is decided today, which the engine tells or the simulator. */
export function layersOf(
  asked: { reason: string; principal: string },
  answer: Simulated | null,
  told: ToldDecision | null = null,
): Layer[] {
  const refusal = refusalOf(asked.reason) ?? (told ? toldRefusal(told) : answer && decider(answer));
  const says = (id: Id): Says => {
    if (refusal?.layer === id) return refusal.isExplicit ? "denies" : "silent";
    if (id === "session" && !isSession(asked.principal)) return "absent";
    return answer ? simulated(id, answer) : "unknown";
  };
  const hasTrust = answer?.trust != null;
  // The policy of a role as a resource is its trust policy.
  const isTold = (id: Id, always: boolean) =>
    refusal?.layer === id || (id === "trust" && hasTrust) || (always && !(id === "resource" && hasTrust));
  return LAYERS.filter(({ id, always }) => isTold(id, always)).map(({ id, name }) => {
    return { name, says: says(id), isDeciding: refusal?.layer === id };
  });
}
