/** What the API refuses, in one type: AWS's code and message, the request's ID, and what was denied. */
import { SignInError } from "../session/endpoints";

/** What an access-denied message tells of the call that it refused. */
export interface Denied {
  principal: string;
  action: string;
  /** "" where the message names none. */
  resource: string;
  /** Why, in the server's words, or "". */
  reason: string;
  /** The encoded message that DecodeAuthorizationMessage takes, or "". */
  encoded: string;
}

export class ApiError extends Error {
  readonly denied: Denied | null;

  constructor(
    readonly operation: string,
    readonly code: string,
    message: string,
    readonly requestId: string,
    readonly status: number,
  ) {
    super(message);
    this.name = "ApiError";
    this.denied = isDenial(code) ? readDenial(message) : null;
  }

  /** What was named does not exist. Often that is an answer and no failure: no password, no policy. */
  get isAbsence(): boolean {
    return this.code === "NoSuchEntity" || this.code === "ResourceNotFoundException";
  }
}

/** Codes that say that the credentials are no longer good. */
const OVER = new Set(["ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"]);

const isDenial = (code: string) => /^AccessDenied(?:Exception)?$|^UnauthorizedOperation$/.test(code);

const DENIAL =
  /^User: (?<principal>\S+) is not authorized to perform:? (?<action>[\w-]+:\w+)(?: on resource: (?<resource>\S+))?(?<reason>[\s\S]*)$/;
const ENCODED = /Encoded authorization failure message: (?<encoded>\S+)/;

/** Return what *message* says, or null where it is not one of AWS's sentences. */
export function readDenial(message: string): Denied | null {
  const encoded = ENCODED.exec(message)?.groups?.encoded ?? "";
  const found = DENIAL.exec(message.replace(ENCODED, "").trim())?.groups;
  if (found === undefined) return null;
  return {
    principal: found.principal ?? "",
    action: found.action ?? "",
    resource: found.resource ?? "",
    reason: (found.reason ?? "").trim().replace(/\.$/, ""),
    encoded,
  };
}

interface ServiceFailure {
  name: string;
  message: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
  Code?: string;
}

/** Return what went wrong with *operation* as an ApiError, whatever the SDK or the sign-in API threw. */
export function apiError(operation: string, failure: unknown): ApiError {
  if (failure instanceof ApiError) return failure;
  if (failure instanceof SignInError) {
    return new ApiError(operation, failure.code, failure.message, failure.requestId, failure.status);
  }
  const { name, message, $metadata, Code } = failure as ServiceFailure;
  const status = $metadata?.httpStatusCode ?? 0;
  if (status === 0) {
    const text = "The server cannot be reached. Check the connection and try again.";
    return new ApiError(
      operation,
      name || "NetworkFailure",
      name === "AbortError" ? "The call was given up." : text,
      "",
      0,
    );
  }
  // The class is called NoSuchEntityException; what came over the wire is NoSuchEntity.
  const code = Code ?? name;
  return new ApiError(operation, code, message || code, $metadata?.requestId ?? "", status);
}

export const isSessionOverError = (failure: unknown) =>
  failure instanceof SignInError ? failure.hasEnded : failure instanceof ApiError && OVER.has(failure.code);
