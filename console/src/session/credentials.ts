/**
 * Credentials for the API: at most fifteen minutes, got against the session's cookie, and held in memory alone.
 *
 * They are renewed before they end. Whoever signs calls asks here each time.
 */
import { forgetToken, getCredentials, getSession, type Session, SignInError } from "./endpoints";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
}

/** How long before their end credentials count as ended. The SDK's clients, which keep what they get, use the same. */
export const MARGIN = 5 * 60_000;

let current: Credentials | null = null;
let underWay: Promise<Credentials> | null = null;

/** Whom the page shows; "" before it shows anybody. */
let shown = "";

const identityOf = ({ account, principal, role }: Session) =>
  JSON.stringify([account, principal.arn, role && [role.account, role.principal?.arn]]);

/** Say whom the page shows: credentials of anybody else are never used under that name. */
export function actOnlyAs(session: Session): void {
  shown = identityOf(session);
}

/**
 * The cookie is that of all tabs: in another one somebody may have signed in anew, or taken a role. Then this page is
 * over, which a refusal with status 401 says.
 */
async function requireSame(): Promise<void> {
  if (shown === "" || identityOf(await getSession()) === shown) return;
  forgetToken();
  throw new SignInError(
    401,
    "SessionChanged",
    "Another tab of this browser has signed in anew or changed its role.",
    "",
  );
}

async function renew(): Promise<Credentials> {
  await requireSame();
  const made = await getCredentials();
  current = {
    accessKeyId: made.AccessKeyId,
    secretAccessKey: made.SecretAccessKey,
    sessionToken: made.SessionToken,
    expiration: new Date(made.Expiration),
  };
  return current;
}

/** Return credentials that are good for a while. Raises SignInError, with `hasEnded` when the session is over. */
export function credentials(): Promise<Credentials> {
  if (current !== null && current.expiration.getTime() - Date.now() > MARGIN) return Promise.resolve(current);
  // Many calls begin at once; they share one renewal.
  underWay ??= renew().finally(() => {
    underWay = null;
  });
  return underWay;
}

/** Forget them: they were refused, or whose they are has changed. */
export function forgetCredentials(): void {
  current = null;
}
