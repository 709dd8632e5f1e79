/** An event of the audit log as the pages read it: CloudTrail's JSON, of which nothing is taken for granted. */
import type { Event } from "@aws-sdk/client-cloudtrail";
import { readDenial } from "../../api/errors";

export type Outcome = "succeeded" | "denied" | "failed";

export interface AuditEvent {
  id: string;
  name: string;
  /** `iam.amazonaws.com`, for example. */
  source: string;
  time: Date | undefined;
  isRead: boolean;
  /** What LookupEvents calls the user name: of a session, its name. */
  user: string;
  principal: string;
  accessKey: string;
  /** The role or user that issued the session which acted, or the principal itself. */
  issuer: string;
  /** `Root`, `IAMUser`, `AssumedRole`, … */
  kind: string;
  address: string;
  agent: string;
  /** `true` or `false`; "" of a call without a session. */
  mfa: string;
  resources: readonly { type: string; name: string }[];
  outcome: Outcome;
  code: string;
  message: string;
  requestId: string;
  text: string;
}

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** Return what *text* holds, or an empty object where it is none. */
export function objectOf(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : {};
  } catch {
    return {};
  }
}

/** Return the text at *path* in *value*, or "". */
export function textAt(value: Json, ...path: string[]): string {
  const found = path.reduce<unknown>((at, name) => (isJson(at) ? at[name] : undefined), value);
  return typeof found === "string" ? found : "";
}

const DENIALS = /^(?:Client\.)?(?:AccessDenied(?:Exception)?|UnauthorizedOperation)$/;

function outcomeOf(code: string, message: string): Outcome {
  if (DENIALS.test(code)) return "denied";
  return code || message ? "failed" : "succeeded";
}

export function readEvent(event: Event): AuditEvent {
  const text = event.CloudTrailEvent ?? "";
  const whole = objectOf(text);
  const at = (...path: string[]) => textAt(whole, ...path);
  const [code, message, principal] = [at("errorCode"), at("errorMessage"), at("userIdentity", "arn")];
  return {
    id: event.EventId ?? at("eventID"),
    name: event.EventName ?? at("eventName"),
    source: event.EventSource ?? at("eventSource"),
    time: event.EventTime,
    isRead: event.ReadOnly === "true",
    user: event.Username ?? "",
    principal,
    accessKey: event.AccessKeyId ?? "",
    issuer: at("userIdentity", "sessionContext", "sessionIssuer", "arn") || principal,
    kind: at("userIdentity", "type"),
    address: at("sourceIPAddress"),
    agent: at("userAgent"),
    mfa: at("userIdentity", "sessionContext", "attributes", "mfaAuthenticated"),
    resources: (event.Resources ?? []).map(({ ResourceType: type = "", ResourceName: name = "" }) => ({ type, name })),
    outcome: outcomeOf(code, message),
    code,
    message,
    requestId: at("requestID"),
    text,
  };
}

/** The action that was asked for: as the refusal names it, else by service and operation. */
export const actionOf = ({ message, source, name }: AuditEvent) =>
  readDenial(message)?.action ?? `${source.split(".")[0] ?? ""}:${name}`;

/** One event a line, as the audit log has them. */
export const asLines = (events: readonly AuditEvent[]) => events.map(({ text }) => `${text}\n`).join("");
