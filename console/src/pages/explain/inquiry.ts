/** A decision that somebody wants explained: who asked for what, and what is known of why it was refused. */
import { readDenial } from "../../api/errors";
import { type Fact, factOf } from "../../simulation/context";
import { entityOf } from "../../simulation/entity";
import { type AuditEvent, actionOf, objectOf, textAt } from "../activity/event";

export interface Inquiry {
  /** Who asked, as the refusal names them. */
  principal: string;
  /** The user or role whose policies count; "" where that is not told: a session's ARN has no path of its role. */
  source: string;
  action: string;
  resource: string;
  facts: readonly Fact[];
  /** Why, in the server's words. */
  reason: string;
  /** What else the decoded message holds. */
  told: readonly { label: string; value: string }[];
  event: AuditEvent | null;
}

const sourceOf = (arn: string) => (entityOf(arn) ? arn : "");

const NOTHING = { facts: [], reason: "", told: [], event: null };

/** Return what the sentence of a refusal asks about, or null where it is none. */
export function fromMessage(message: string): Inquiry | null {
  const denied = readDenial(message.trim());
  if (denied === null) return null;
  const { principal, action, resource, reason } = denied;
  return { ...NOTHING, principal, source: sourceOf(principal), action, resource, reason };
}

/** Return the encoded message in *text*: what follows the sentence, or all of it. "" where there is none. */
export function encodedIn(text: string): string {
  const encoded = readDenial(text.trim())?.encoded ?? /message:\s*(\S+)\s*$/.exec(text)?.[1];
  if (encoded) return encoded;
  return /^[\w-]{40,}$/.test(text.trim()) ? text.trim() : "";
}

type Json = Readonly<Record<string, unknown>>;

/** The items of a list as a decoded message has them: `{"items": […]}`. */
function itemsOf(value: Json, ...path: string[]): Json[] {
  const list = path.reduce<unknown>((at, name) => (at as Json | undefined)?.[name], value);
  const items = (list as { items?: unknown } | undefined)?.items;
  return Array.isArray(items) ? items : [];
}

/** Return what a decoded message asks about, with all that it holds. */
export function fromDecoded(text: string): Inquiry {
  const whole = objectOf(text);
  const principal = textAt(whole, "context", "principal", "arn");
  const statements = itemsOf(whole, "matchedStatements").map((each) => {
    const [id, effect] = [textAt(each, "statementId"), textAt(each, "effect")];
    return `${effect} ${id || "(statement without a Sid)"}`;
  });
  const reason = whole.explicitDeny === true ? "with an explicit deny" : "because nothing allows it";
  return {
    ...NOTHING,
    principal,
    source: sourceOf(principal),
    action: textAt(whole, "context", "action"),
    resource: textAt(whole, "context", "resource"),
    facts: itemsOf(whole, "context", "conditions").map((each) =>
      factOf(
        textAt(each, "key"),
        itemsOf(each, "values").map((value) => textAt(value, "value")),
      ),
    ),
    reason: whole.allowed === true ? "" : reason,
    told: [
      { label: "Principal ID", value: textAt(whole, "context", "principal", "id") },
      { label: "Principal name", value: textAt(whole, "context", "principal", "name") },
      { label: "Matched statements", value: statements.join(", ") },
      {
        label: "Policies that could not be evaluated",
        value: itemsOf(whole, "failures")
          .map((each) => JSON.stringify(each))
          .join(", "),
      },
    ].filter(({ value }) => value !== ""),
  };
}

const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]+)$/i;

/** Return what *event* asked for, with what the log tells of the request's context. */
export function fromEvent(event: AuditEvent): Inquiry {
  const denied = fromMessage(event.message);
  const facts = [
    { key: "aws:SourceIp", value: ADDRESS.test(event.address) ? event.address : "" },
    { key: "aws:UserAgent", value: event.agent },
    { key: "aws:CurrentTime", value: event.time?.toISOString().replace(".000Z", "Z") ?? "" },
    { key: "aws:MultiFactorAuthPresent", value: event.mfa },
  ].filter(({ value }) => value !== "");
  return {
    principal: event.principal,
    source: sourceOf(event.principal) || sourceOf(event.issuer),
    action: actionOf(event),
    resource: denied?.resource ?? "*",
    facts: facts.map(({ key, value }) => factOf(key, [value])),
    reason: denied?.reason ?? "",
    told: [],
    event,
  };
}

export const fromTyped = (principal: string, action: string, resource: string): Inquiry => ({
  ...NOTHING,
  principal,
  source: sourceOf(principal),
  action,
  resource: resource || "*",
});
