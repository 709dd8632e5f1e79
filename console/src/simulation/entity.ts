/** Whom an ARN names, and whose policies count for whoever acts. */
import { hasPage } from "../app/pages";
import type { Identity, Kind } from "../identity/kinds";
import { pathOf } from "../identity/places";

const ENTITY = /^arn:[^:]+:iam::\d{12}:(?<kind>user|group|role)\/(?:.*\/)?(?<name>[^/]+)$/;
const SESSION = /^arn:[^:]+:sts::\d{12}:assumed-role\/(?<role>[^/]+)\/(?<session>.+)$/;

/** Return the user, group or role that *arn* names, or null. */
export function entityOf(arn: string): Identity | null {
  const found = ENTITY.exec(arn)?.groups;
  return found ? { kind: found.kind as Kind, name: found.name ?? "" } : null; // as the pattern has it
}

/** Return the name of the role whose session *arn* is, or "". */
export const roleOfSession = (arn: string) => SESSION.exec(arn)?.groups?.role ?? "";

/** What is said of principals whose policies cannot be asked about. */
export function whyNotSimulated(arn: string): string {
  if (/:root$/.test(arn)) return "No policy of its own account restricts the root user.";
  if (/:federated-user\//.test(arn)) return "A federated user acts with the policies of the user who signed it in.";
  return "Whose policies count here is not known.";
}

const PAGES: Readonly<Record<Kind, string>> = {
  user: "/users/$userName",
  group: "/groups/$groupName",
  role: "/roles/$roleName",
};

export const KIND_WORDS: Readonly<Record<Kind, string>> = { user: "User", group: "User group", role: "Role" };

/** Return the address of the page of *identity*, or "" where there is none. */
export const pageOf = (identity: Identity) => (hasPage(PAGES[identity.kind]) ? pathOf(identity) : "");
