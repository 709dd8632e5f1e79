/** What is shown when the session is about to end, and when it has. Where somebody is, is kept. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useState, useSyncExternalStore } from "react";
import { endOf, useSession } from "./context";
import { isSessionOver, onSessionEnd, sessionHasEnded } from "./ended";
import { signInAgainAddress } from "./sign-in-again";

const WARNING = 5 * 60_000;
/** Timers hold no more than 31 bits of milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Return whether the time *at* has come; it makes the component draw again when it does. */
function useHasCome(at: number): boolean {
  const [hasCome, setHasCome] = useState(() => Date.now() >= at);
  useEffect(() => {
    const wait = at - Date.now();
    setHasCome(wait <= 0);
    if (wait <= 0) return;
    const timer = window.setTimeout(() => setHasCome(Date.now() >= at), Math.min(wait, LONGEST_TIMER));
    return () => window.clearTimeout(timer);
  }, [at]);
  return hasCome;
}

export function SessionGuard() {
  const session = useSession();
  const end = endOf(session);
  const toSignIn = () => window.location.assign(signInAgainAddress(session.issuer));
  const isNear = useHasCome(end - WARNING);
  const hasEnded = useHasCome(end);
  const isOver = useSyncExternalStore(onSessionEnd, isSessionOver);
  const [isPutOff, putOff] = useState(false);

  useEffect(() => {
    if (hasEnded) sessionHasEnded();
  }, [hasEnded]);

  if (isOver) {
    return (
      <Modal
        visible
        header="Your session has ended"
        onDismiss={toSignIn}
        closeAriaLabel="Sign in again"
        footer={
          <Box float="right">
            <Button variant="primary" onClick={toSignIn}>
              Sign in again
            </Button>
          </Box>
        }
      >
        You were signed out, became somebody else in another tab, or the session reached its end. After you sign in, you
        come back to this page.
      </Modal>
    );
  }
  if (!isNear || isPutOff) return null;
  return (
    <Modal
      visible
      header="Your session is about to end"
      onDismiss={() => putOff(true)}
      closeAriaLabel="Close"
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => putOff(true)}>
              Go on until then
            </Button>
            <Button variant="primary" onClick={toSignIn}>
              Sign in again
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      It ends at {new Date(end).toLocaleTimeString("en")}. Save what you have begun, then sign in again.
    </Modal>
  );
}
