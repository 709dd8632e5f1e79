/** AWS's own clients, at the server that this page came from. */
import { IAMClient } from "@aws-sdk/client-iam";
import { credentials, forgetCredentials } from "../session/credentials";
import { sessionHasEnded } from "../session/ended";
import { apiError, isSessionOverError } from "./errors";

/** IAM and STS are asked for in any region and answer alike. */
export const REGION = "us-east-1";

export function clientSettings() {
  return { region: REGION, endpoint: window.location.origin, credentials, maxAttempts: 2 };
}

const forgetting: (() => void)[] = [];

/** Return what gives the one client that *make* makes; it is made anew after credentials were refused. */
export function kept<C extends { destroy: () => void }>(make: (settings: ReturnType<typeof clientSettings>) => C) {
  let client: C | null = null;
  forgetting.push(() => {
    client?.destroy();
    client = null;
  });
  return (): C => (client ??= make(clientSettings()));
}

export const iam = kept((settings) => new IAMClient(settings));

function forgetClients(): void {
  forgetCredentials();
  for (const forget of forgetting) forget();
}

/**
 * Carry out *call* and return its answer; failures are ApiErrors.
 *
 * A call whose credentials are refused is made once more with fresh ones: the server may have begun anew. When there are
 * none to be had, the session is over.
 */
export async function carryOut<T>(operation: string, call: () => Promise<T>): Promise<T> {
  for (const isLast of [false, true]) {
    try {
      return await call();
    } catch (failure) {
      const error = apiError(operation, failure);
      const isOver = isSessionOverError(failure) || isSessionOverError(error);
      if (!isOver) throw error;
      forgetClients();
      if (isLast || isSessionOverError(failure)) {
        sessionHasEnded();
        throw error;
      }
    }
  }
  throw new Error("unreachable");
}
