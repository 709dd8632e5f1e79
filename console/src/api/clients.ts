/** AWS's own clients, at the server that this page came from. */
import { AccessAnalyzerClient } from "@aws-sdk/client-accessanalyzer";
import { IAMClient } from "@aws-sdk/client-iam";
import { STSClient } from "@aws-sdk/client-sts";
import { credentials, forgetCredentials } from "../session/credentials";
import { sessionHasEnded } from "../session/ended";
import { apiError, isSessionOverError } from "./errors";

/** IAM and STS are asked for in any region and answer alike. */
export const REGION = "us-east-1";

export function clientSettings() {
  return { region: REGION, endpoint: window.location.origin, credentials, maxAttempts: 2 };
}

let iamClient: IAMClient | null = null;
let stsClient: STSClient | null = null;
let analyzerClient: AccessAnalyzerClient | null = null;

export const iam = () => (iamClient ??= new IAMClient(clientSettings()));
export const sts = () => (stsClient ??= new STSClient(clientSettings()));
export const analyzer = () => (analyzerClient ??= new AccessAnalyzerClient(clientSettings()));

function forgetClients(): void {
  forgetCredentials();
  iamClient?.destroy();
  stsClient?.destroy();
  analyzerClient?.destroy();
  iamClient = stsClient = analyzerClient = null;
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
