/** Signing in, step by step. Which step comes next is the server's answer to the one before. */
import Container from "@cloudscape-design/components/container";
import Spinner from "@cloudscape-design/components/spinner";
import { useEffect, useState } from "react";
import { getSession, type OfferedRole, type Session, type Step, samlRoles } from "../session/endpoints";
import { AlreadySignedIn } from "./already";
import { DeadEnd } from "./dead-end";
import { destinationOf } from "./destination";
import { messageOf } from "./errors";
import { Factors } from "./factors";
import { FirstPage, RootPassword, type Start, UserPassword } from "./first";
import { NewPassword } from "./new-password";
import { RoleChoice } from "./role-choice";

type Page =
  | { at: "loading" }
  | { at: "already"; session: Session }
  | { at: "first" }
  | { at: "user"; account: string }
  | { at: "root"; email: string }
  | { at: "factor"; step: Extract<Step, { status: "MFA_REQUIRED" }> }
  | { at: "new-password"; step: Extract<Step, { status: "NEW_PASSWORD_REQUIRED" }>; oldPassword: string }
  | { at: "roles"; ticket: string; roles: OfferedRole[] }
  | { at: "dead-end"; message: string };

/** What the address of the page asks for. */
function asked() {
  const query = new URLSearchParams(window.location.search);
  const fragment = new URLSearchParams(window.location.hash.slice(1));
  return { destination: query.get("destination"), account: query.get("account") ?? "", saml: fragment.get("saml") };
}

async function firstPage(): Promise<Page> {
  const { account, saml } = asked();
  if (saml !== null) {
    // The ticket is used once and has no place in the browser's history.
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
    try {
      return { at: "roles", ticket: saml, roles: (await samlRoles(saml)).roles };
    } catch (error) {
      return { at: "dead-end", message: messageOf(error) };
    }
  }
  const session = await getSession().catch(() => null);
  if (session !== null) return { at: "already", session };
  return account ? { at: "user", account } : { at: "first" };
}

export function SignIn() {
  const [page, show] = useState<Page>({ at: "loading" });
  // Kept for the one page that needs it twice: a person who has just typed it is not asked again.
  const [password, setPassword] = useState("");

  useEffect(() => {
    let isCurrent = true;
    firstPage().then((first) => isCurrent && show(first));
    return () => {
      isCurrent = false;
    };
  }, []);

  function proceed(step: Step, shown?: string) {
    if (shown !== undefined) setPassword(shown);
    if (step.status === "SIGNED_IN") window.location.assign(destinationOf(asked().destination));
    else if (step.status === "MFA_REQUIRED") show({ at: "factor", step });
    else show({ at: "new-password", step, oldPassword: shown ?? password });
  }

  function begin(start: Start) {
    setPassword("");
    show(start.kind === "root" ? { at: "root", email: start.email } : { at: "user", account: start.account });
  }

  const again = () => show({ at: "first" });
  const stop = (error: unknown) => show({ at: "dead-end", message: messageOf(error) });

  switch (page.at) {
    case "loading":
      return (
        <Container>
          <Spinner /> Loading
        </Container>
      );
    case "already":
      return (
        <AlreadySignedIn
          session={page.session}
          onContinue={() => window.location.assign(destinationOf(asked().destination))}
          onOther={() => {
            const { account } = asked();
            show(account ? { at: "user", account } : { at: "first" });
          }}
        />
      );
    case "first":
      return <FirstPage onNext={begin} />;
    case "user":
      return <UserPassword account={page.account} onStep={proceed} onHardStop={stop} onRoot={again} onOther={again} />;
    case "root":
      return <RootPassword email={page.email} onStep={proceed} onHardStop={stop} onOther={again} />;
    case "factor":
      return <Factors step={page.step} onStep={proceed} onStale={again} onHardStop={stop} />;
    case "new-password":
      return (
        <NewPassword
          ticket={page.step.ticket}
          policy={page.step.passwordPolicy}
          oldPassword={page.oldPassword}
          onStep={proceed}
          onStop={stop}
        />
      );
    case "roles":
      return <RoleChoice ticket={page.ticket} roles={page.roles} />;
    case "dead-end":
      return <DeadEnd message={page.message} onAgain={again} />;
  }
}
