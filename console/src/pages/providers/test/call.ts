/** TestToken, an operation of Ostiary's own (docs/reference/operations.md), as the page asks it and reads its answer. */
import type { ToldDecision } from "../../../api/explanation";
import { callRest } from "../../../api/rest";

export interface Shown {
  webIdentityToken?: string;
  samlAssertion?: string;
  principalArn?: string;
  roleSessionName?: string;
  sourceIp?: string;
}

export interface TestedRole {
  roleArn: string;
  isAllowed: boolean;
  reason?: string;
  decisions: ToldDecision[];
}

export interface Told {
  isValid: boolean;
  error?: { code: string; message: string };
  provider?: string;
  issuer?: string;
  subject?: string;
  audience?: string;
  contextKeys?: { key: string; values: string[] }[];
  sessionTags?: Record<string, string>;
  transitiveTagKeys?: string[];
  sourceIdentity?: string;
  sessionName?: string;
  roles: TestedRole[];
  isTruncated: boolean;
}

export const testToken = (shown: Shown) =>
  callRest("TestToken", { service: "access-analyzer", path: "/ostiary/token-test", body: shown }) as Promise<Told>; // by its model

/** Return what keeps the role from being assumed, the nearest miss of each decision: "" where nothing does. */
export function whatFails({ isAllowed, reason, decisions }: TestedRole): string {
  if (isAllowed) return "";
  if (reason) return reason;
  return decisions
    .filter(({ decision }) => decision !== "allowed")
    .map(nearest)
    .join("; ");
}

function nearest({ action, decision, statements }: ToldDecision): string {
  if (decision === "explicitDeny") return `${action} is denied by a statement of the trust policy`;
  const missed = statements.filter(({ effect, applies }) => effect === "Allow" && !applies);
  // A statement of which all but a condition fits is the one that was meant.
  const meant = missed.find(({ part }) => part === "Condition") ?? missed.find(({ part }) => part !== "Action");
  return meant?.reason ?? `No statement allows ${action}`;
}

/** Return what a token or an assertion says, for whoever reads it here: said by nobody yet. null: it is neither. */
export function contentOf({ webIdentityToken, samlAssertion }: Shown): string | null {
  try {
    if (samlAssertion !== undefined) return fromBase64(samlAssertion.replace(/\s/g, ""));
    const [, payload = ""] = (webIdentityToken ?? "").split(".");
    const text = fromBase64(payload.replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}

const fromBase64 = (text: string) =>
  new TextDecoder("utf-8", { fatal: true }).decode(
    Uint8Array.from(window.atob(text), (character) => character.charCodeAt(0)),
  );
