import { createContext, useContext } from "react";
import type { Session } from "./endpoints";

export const SessionContext = createContext<Session | null>(null);

/** Who is signed in. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("useSession needs a session around it.");
  return session;
}

/** The account that calls are made in: that of the role, while acting as one. */
export const accountOf = (session: Session) => session.role?.account ?? session.account;

/** Whether who acts here has credentials that last: a role has none, and neither has who came from elsewhere. */
export const hasOwnCredentials = ({ principal, role }: Session) =>
  role === null && (principal.type === "IAMUser" || principal.type === "Root");

/** When the console stops working: the end of the session, or of the role's if that is earlier. */
export const endOf = (session: Session) =>
  Math.min(...[session.expires, session.role?.expires].flatMap((at) => (at ? [new Date(at).getTime()] : [])));
