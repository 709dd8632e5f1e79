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

/** When the console stops working: the end of the session, or of the role's if that is earlier. */
export const endOf = (session: Session) =>
  Math.min(...[session.expires, session.role?.expires].flatMap((at) => (at ? [new Date(at).getTime()] : [])));
