/** What explaining a decision asks: the message decoded, the event found, and the decision taken again by the simulator. */

import { type EvaluationResult, GetRoleCommand } from "@aws-sdk/client-iam";
import { DecodeAuthorizationMessageCommand } from "@aws-sdk/client-sts";
import { queryOptions } from "@tanstack/react-query";
import { carryOut } from "../../api/clients";
import { lookUpEvents } from "../../api/cloudtrail";
import { callIam } from "../../api/queries";
import { sts } from "../../api/sts";
import { statementFor } from "../../components/call-error";
import { entriesOf, type Fact } from "../../simulation/context";
import { roleOfSession } from "../../simulation/entity";
import type { HeldPolicy } from "../../simulation/held";
import { EMPTY, type Question, simulate } from "../../simulation/simulate";
import { type AuditEvent, readEvent } from "../activity/event";
import type { Inquiry } from "./inquiry";
import type { Simulated } from "./layers";
import {
  candidatesOf,
  conditionMiss,
  conditionsOf,
  matching,
  type NearMiss,
  onlyAction,
  onlyCondition,
  resourceMiss,
  withoutCondition,
} from "./near";

export const decoded = (EncodedMessage: string) =>
  queryOptions({
    queryKey: ["sts", "DecodeAuthorizationMessage", EncodedMessage],
    queryFn: async ({ signal: abortSignal }) => {
      const command = new DecodeAuthorizationMessageCommand({ EncodedMessage });
      const answer = await carryOut("DecodeAuthorizationMessage", () => sts().send(command, { abortSignal }));
      return answer.DecodedMessage ?? "";
    },
  });

// -- events --------------------------------------------------------------------------------------------

const DAYS = 86_400_000;

/** Pieces of the log that are searched: the newest for either ID, then 90 days for an event's, which the server knows. */
const SEARCHES = [
  { days: 1, isById: false, calls: 10 },
  { days: 90, isById: true, calls: 40 },
  { days: 90, isById: false, calls: 40 },
] as const;

/** Return the event whose own ID, or whose request's, is *id*; null when it is not in the part that was searched. */
async function search(id: string, signal: AbortSignal): Promise<AuditEvent | null> {
  const EndTime = new Date();
  for (const { days, isById, calls } of SEARCHES) {
    let NextToken: string | undefined;
    for (let call = 0; call < calls; call += 1) {
      const answer = await lookUpEvents(
        {
          StartTime: new Date(EndTime.getTime() - days * DAYS),
          EndTime,
          LookupAttributes: isById ? [{ AttributeKey: "EventId", AttributeValue: id }] : [],
          ...(NextToken && { NextToken }),
        },
        signal,
      );
      const found = (answer.Events ?? []).map(readEvent).find((event) => event.id === id || event.requestId === id);
      if (found) return found;
      NextToken = answer.NextToken;
      if (!NextToken) break;
    }
  }
  return null;
}

export const eventWith = (id: string) =>
  queryOptions({
    queryKey: ["cloudtrail", "LookupEvents", "id", id],
    queryFn: ({ signal }) => search(id, signal),
    staleTime: 300_000,
  });

// -- the decision --------------------------------------------------------------------------------------

/** The ARN of the user or role whose policies count; "" where there is none. */
export const sourceOf = ({ source, principal }: Inquiry) =>
  queryOptions({
    queryKey: ["simulation", "Source", source, principal],
    queryFn: async ({ signal }) => {
      const RoleName = roleOfSession(principal);
      if (source || !RoleName) return source;
      return (await callIam("GetRole", GetRoleCommand, { RoleName }, signal)).Role?.Arn ?? "";
    },
  });

const asked = ({ action, resource }: Inquiry, facts: readonly Fact[]): Question => ({
  ...EMPTY,
  actions: [action],
  resources: [resource || "*"],
  context: entriesOf(facts),
});

const one = async (question: Question, signal: AbortSignal) => (await simulate(question, signal))[0];

interface Try {
  statement: string;
  result: EvaluationResult | undefined;
}

export interface Again extends Simulated {
  /** The smallest statement that may allow it, and what is decided with it; null where none is needed, or none helps. */
  smallest: Try | null;
}

/** Whether the identity-based policies allow it, whatever the boundary does. */
const allows = (result: EvaluationResult | undefined) =>
  result?.EvalDecision === "allowed" ||
  result?.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false;

/** The decision taken again, by today's policies of *source*. */
export const decidedAgain = (inquiry: Inquiry, source: string, facts: readonly Fact[]) =>
  queryOptions({
    queryKey: ["simulation", "Again", source, inquiry.action, inquiry.resource, entriesOf(facts)],
    queryFn: async ({ signal }): Promise<Again | null> => {
      const question = { ...asked(inquiry, facts), source };
      const whole = await one(question, signal);
      if (whole === undefined) return null;
      const isBounded = whole.PermissionsBoundaryDecisionDetail !== undefined;
      const exclusions = [{ PolicyType: "permission-boundary" as const }];
      const unbounded = isBounded ? ((await one({ ...question, exclusions }, signal)) ?? null) : null;
      const tries: Try[] = [];
      // Some actions have no resources: then the one that the refusal names is matched by `*` alone.
      for (const resource of whole.EvalDecision === "implicitDeny" ? [inquiry.resource, "*"] : []) {
        const statement = statementFor({ action: inquiry.action, resource });
        const policies = [`{"Version": "2012-10-17", "Statement": ${statement}}`];
        tries.push({ statement, result: await one({ ...question, policies }, signal) });
        if (allows(tries.at(-1)?.result)) break;
      }
      return { whole, unbounded, smallest: tries.find(({ result }) => allows(result)) ?? tries[0] ?? null };
    },
  });

/** The statements that allow the action and did not fit otherwise. */
export const nearMisses = (inquiry: Inquiry, source: string, facts: readonly Fact[], held: readonly HeldPolicy[]) =>
  queryOptions({
    queryKey: ["simulation", "NearMisses", source, inquiry.action, inquiry.resource, entriesOf(facts), held],
    queryFn: async ({ signal }): Promise<{ misses: NearMiss[]; allowing: number; isCut: boolean }> => {
      const { candidates, isCut } = candidatesOf(held);
      const question = { ...asked(inquiry, facts), caller: source };
      const fitting = async <T>(each: readonly T[], text: (item: T) => string): Promise<T[]> =>
        each.length === 0 ? [] : matching(each, await one({ ...question, policies: each.map(text) }, signal));

      const allowing = await fitting(candidates, onlyAction);
      const placed = await fitting(allowing, withoutCondition);
      const conditions = placed.flatMap(conditionsOf);
      const met = new Set(await fitting(conditions, onlyCondition));
      const unmetOf = new Map(
        placed.map((each) => [each, conditions.filter((one) => one.candidate === each && !met.has(one))]),
      );
      const misses = allowing.flatMap((candidate) => {
        const unmet = unmetOf.get(candidate);
        if (unmet === undefined) return [resourceMiss(candidate)];
        return unmet.length > 0 ? [conditionMiss(candidate, unmet)] : [];
      });
      return { misses, allowing: allowing.length, isCut };
    },
  });
