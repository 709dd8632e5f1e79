/** Whose credentials a page is about, and what is shown to who has none. */
import Alert from "@cloudscape-design/components/alert";
import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type Owner, userOwner } from "../../credentials/owner";
import { hasOwnCredentials, useSession } from "../../session/context";
import type { Session } from "../../session/endpoints";

/** Return who is signed in as an owner; null: a role, or somebody from elsewhere, has no credentials that last. */
export function ownOf(session: Session): Owner | null {
  const { principal, account } = session;
  if (!hasOwnCredentials(session)) return null;
  return principal.type === "Root"
    ? { kind: "root", account, isOwn: true }
    : { kind: "user", userName: principal.name, isOwn: true };
}

/** For the user that the address names, else for who is signed in. */
export function ForOwner({ children }: { children: (owner: Owner) => ReactNode }) {
  const { userName }: Record<string, string | undefined> = useParams({ strict: false });
  const session = useSession();
  const owner = userName === undefined ? ownOf(session) : userOwner(userName);
  if (owner) return children(owner);
  return (
    <Alert type="info" header="Whoever acts as a role has no credentials that last">
      {session.role && session.principal.type === "IAMUser"
        ? `Choose “Back to ${session.principal.name}” in the menu of your name to see your own.`
        : "Your access ends with the session. To change how you sign in, go to where you signed in from."}
    </Alert>
  );
}
