/** What explaining a decision asks first: the message decoded, the event found, and whose policies count. */
import { GetRoleCommand } from "@aws-sdk/client-iam";
import { DecodeAuthorizationMessageCommand } from "@aws-sdk/client-sts";
import { queryOptions } from "@tanstack/react-query";
import { carryOut } from "../../api/clients";
import { lookUpEvents } from "../../api/cloudtrail";
import { callIam } from "../../api/queries";
import { sts } from "../../api/sts";
import { roleOfSession } from "../../simulation/entity";
import { type AuditEvent, readEvent } from "../activity/event";
import type { Inquiry } from "./inquiry";

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

// -- principals ----------------------------------------------------------------------------------------

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
