/** The decision taken again by the simulator: by all layers and by each alone, and with the smallest statement. */
import type { EvaluationResult } from "@aws-sdk/client-iam";
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { ApiError } from "../../api/errors";
import { statementFor } from "../../components/call-error";
import { entriesOf, type Fact } from "../../simulation/context";
import { entityOf } from "../../simulation/entity";
import { EMPTY, type Question, simulate } from "../../simulation/simulate";
import { role } from "../roles/queries";
import type { Inquiry } from "./inquiry";
import type { Simulated } from "./layers";

const asked = ({ action, resource }: Inquiry, facts: readonly Fact[]): Question => ({
  ...EMPTY,
  actions: [action],
  resources: [resource || "*"],
  context: entriesOf(facts),
});

const one = async (question: Question, signal: AbortSignal) => (await simulate(question, signal))[0];

const ASSUMING = /^sts:(?:AssumeRole|TagSession|SetSourceIdentity)$/i;

/** The trust policy of the role that *action* would assume; "" where there is none, or it may not be read. */
async function trustOf(client: QueryClient, { action, resource }: Inquiry, source: string): Promise<string> {
  const assumed = entityOf(resource);
  // The simulator takes the policy of a resource only where a user calls.
  if (!ASSUMING.test(action) || assumed?.kind !== "role" || entityOf(source)?.kind !== "user") return "";
  try {
    const { Role } = await client.fetchQuery(role(assumed.name));
    return Role?.Arn === resource ? decodeURIComponent(Role.AssumeRolePolicyDocument ?? "") : "";
  } catch (error) {
    if (error instanceof ApiError) return "";
    throw error;
  }
}

interface Try {
  statement: string;
  result: EvaluationResult | undefined;
}

export interface Again extends Simulated {
  trustPolicy: string;
  /** The smallest statement that may allow it, and what is decided with it; null where none is needed, or none helps. */
  smallest: Try | null;
}

const policyOf = (statement: string) => `{"Version": "2012-10-17", "Statement": ${statement}}`;

const EVERYTHING = policyOf('{"Effect": "Allow", "Action": "*", "Resource": "*"}');

/** What is asked without the permissions boundary, and without the policy of a resource. */
const identityOnly = (question: Question): Question => {
  return { ...question, resourcePolicy: "", exclusions: [{ PolicyType: "permission-boundary" }] };
};

/** Return the first of the smallest statements with which the identity-based policies allow it, else the first. */
async function smallestFor(inquiry: Inquiry, question: Question, signal: AbortSignal): Promise<Try | null> {
  const tries: Try[] = [];
  // Some actions have no resources: then the one that the refusal names is matched by `*` alone.
  for (const resource of [inquiry.resource, "*"]) {
    const statement = statementFor({ action: inquiry.action, resource });
    const helped = { ...question, policies: [policyOf(statement)] };
    const found = { statement, result: await one(helped, signal) };
    if ((await one(identityOnly(helped), signal))?.EvalDecision === "allowed") return found;
    tries.push(found);
  }
  return tries[0] ?? null;
}

/** The decision taken again, by today's policies of *source*. */
export const decidedAgain = (inquiry: Inquiry, source: string, facts: readonly Fact[]) =>
  queryOptions({
    queryKey: ["simulation", "Again", source, inquiry.action, inquiry.resource, entriesOf(facts)],
    queryFn: async ({ signal, client }): Promise<Again | null> => {
      const trustPolicy = await trustOf(client, inquiry, source);
      const question = { ...asked(inquiry, facts), source, resourcePolicy: trustPolicy };
      const whole = await one(question, signal);
      if (whole === undefined) return null;
      const isAlone = whole.PermissionsBoundaryDecisionDetail === undefined && trustPolicy === "";
      const identity = isAlone ? whole : ((await one(identityOnly(question), signal)) ?? whole);
      const custom = { ...question, source: "", caller: source, policies: [EVERYTHING] };
      const needsMore = whole.EvalDecision === "implicitDeny" && identity.EvalDecision === "implicitDeny";
      return {
        whole,
        identity,
        trust: trustPolicy ? ((await one(custom, signal)) ?? null) : null,
        trustPolicy,
        smallest: needsMore ? await smallestFor(inquiry, question, signal) : null,
      };
    },
  });
