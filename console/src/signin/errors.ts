import { SignInError } from "../session/endpoints";

/** What is said of whatever went wrong. */
export const messageOf = (error: unknown) =>
  error instanceof Error ? error.message : "Something went wrong. Try again.";

/** A refusal after which the present step cannot be taken any more: its ticket is used up, or too old. */
export const isStale = (error: unknown) => error instanceof SignInError && /Begin again\.$/.test(error.message);

/** A password that is too old under a policy by which only an administrator sets another. */
export const isHardExpiry = (error: unknown) =>
  error instanceof SignInError && /password has expired/.test(error.message);
