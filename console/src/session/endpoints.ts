/**
 * The endpoints of sign-in (docs/reference/sign-in.md): the only calls of the console that are not AWS's API.
 *
 * The session's cookie is out of reach of any script. The token that goes with it is kept in memory.
 */

export interface Principal {
  type: "Root" | "IAMUser" | "AssumedRole" | "FederatedUser";
  name: string;
  arn: string;
}

export interface RoleSession {
  account: string;
  displayName: string;
  expires: string;
  /** None once the role's session has ended. */
  principal: Principal | null;
}

export interface Session {
  account: string;
  accountAlias: string;
  principal: Principal;
  /** Root's; "" for others. */
  email: string;
  mfa: boolean;
  signedIn: string;
  expires: string;
  issuer: string;
  csrfToken: string;
  role: RoleSession | null;
}

export interface Device {
  type: "virtual" | "hardware" | "passkey";
  serialNumber: string;
}

/** What a new password has to satisfy, as `GetAccountPasswordPolicy` names it; null: the default of accounts. */
export interface PasswordRules {
  minimumLength: number;
  requireSymbols: boolean;
  requireNumbers: boolean;
  requireUppercase: boolean;
  requireLowercase: boolean;
  reusePrevention: number;
}

export type Step =
  | { status: "SIGNED_IN"; session: Session }
  | { status: "MFA_REQUIRED"; ticket: string; devices: Record<string, Device[]> }
  | { status: "NEW_PASSWORD_REQUIRED"; ticket: string; passwordPolicy: PasswordRules | null };

export interface OfferedRole {
  roleArn: string;
  account: string;
  accountAlias: string;
  roleName: string;
}

const OTHERS_COOKIE = "The request does not show the token of the session.";

/** A refusal of one of these endpoints. */
export class SignInError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly requestId: string,
    /** Where a federated session began that has ended, or "". */
    readonly issuer = "",
  ) {
    super(message);
    this.name = "SignInError";
  }

  /** Nobody is signed in, or not any more; or somebody signed in anew in another tab, and the cookie is not this page's. */
  get hasEnded(): boolean {
    return this.status === 401 || this.message === OTHERS_COOKIE;
  }
}

let csrfToken = "";

async function ask<T>(method: "GET" | "POST", name: string, body?: Record<string, string>): Promise<T> {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers["content-type"] = "application/json";
  if (method === "POST" && csrfToken) headers["x-csrf-token"] = csrfToken;
  let answer: Response;
  try {
    answer = await fetch(`/signin/api/${name}`, { method, headers, body: body && JSON.stringify(body) });
  } catch {
    throw new SignInError(0, "NetworkFailure", "The server cannot be reached. Check the connection and try again.", "");
  }
  const value = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  if (!answer.ok) {
    const text = (member: string, otherwise: string) => {
      const found = value[member];
      return typeof found === "string" ? found : otherwise;
    };
    throw new SignInError(
      answer.status,
      text("__type", "InternalFailure"),
      text("message", `The server answered with status ${answer.status}.`),
      answer.headers.get("x-amzn-requestid") ?? "",
      text("issuer", ""),
    );
  }
  const token = ((value.session ?? value) as { csrfToken?: string }).csrfToken;
  if (token !== undefined) csrfToken = token;
  if (value.status === "SIGNED_OUT") csrfToken = "";
  return value as T;
}

/** Forget the token that goes with the cookie: it is not this page's, and nothing may be asked by it. */
export function forgetToken(): void {
  csrfToken = "";
}

const post = <T>(name: string, body: Record<string, string> = {}) => ask<T>("POST", name, body);

export const getSession = () => ask<Session>("GET", "session");
export const getCredentials = () =>
  post<{ AccessKeyId: string; SecretAccessKey: string; SessionToken: string; Expiration: string }>("credentials");
export const signOut = () => post("sign-out");
export const signOutEverywhere = () => post("sign-out-everywhere");
export const switchRole = (account: string, roleName: string, displayName: string) =>
  post<Session>("switch-role", { account, roleName, ...(displayName && { displayName }) });
export const switchBack = () => post<Session>("switch-back");

export const authenticate = (who: { account: string; userName: string } | { email: string }, password: string) =>
  post<Step>("authenticate", { ...who, password });
export const showCode = (ticket: string, serialNumber: string, code: string) =>
  post<Step>("mfa", { ticket, serialNumber, code });
export const askPasskey = <T>(ticket: string) => post<{ publicKey: T }>("passkey-question", { ticket });
export const showPasskey = (ticket: string, credential: string) => post<Step>("passkey", { ticket, credential });
export const setPassword = (ticket: string, oldPassword: string, newPassword: string) =>
  post<Step>("new-password", { ticket, oldPassword, newPassword });
export const samlRoles = (ticket: string) => post<{ roles: OfferedRole[] }>("saml-roles", { ticket });
export const samlRole = (ticket: string, roleArn: string) =>
  post<{ session: Session; destination: string }>("saml-role", { ticket, roleArn });

/** Without a name the passkey is for who is signed in. */
export const newPasskey = <T>(userName: string) =>
  post<{ ticket: string; publicKey: T }>("new-passkey", userName ? { userName } : {});
export const registerPasskey = (ticket: string, name: string, credential: string) =>
  post<{ serialNumber: string }>("register-passkey", { ticket, name, credential });
