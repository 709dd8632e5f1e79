/** Signed calls of operations that no client of the SDK has here: Ostiary's own, and those of rest-json services. */
import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import { credentials } from "../session/credentials";
import { carryOut, REGION } from "./clients";

interface Call {
  /** The signing name. */
  service: string;
  path: string;
  query?: Record<string, string>;
  /** What is sent, as JSON; without it the call is a GET. */
  body?: unknown;
}

/** A refusal, in the form of the SDK's own. */
class RestFailure extends Error {
  readonly $metadata: { httpStatusCode: number; requestId: string };

  constructor(response: Response, body: unknown) {
    super(messageIn(body));
    this.name = response.headers.get("x-amzn-errortype") ?? `HTTP ${response.status}`;
    this.$metadata = {
      httpStatusCode: response.status,
      requestId: response.headers.get("x-amzn-requestid") ?? "",
    };
  }
}

function messageIn(body: unknown): string {
  return typeof body === "object" && body !== null && "message" in body ? String(body.message) : "";
}

/** As the SDK does, so often a call is made that the server has no room for just now. */
const ATTEMPTS = 2;
const TOO_MANY = 429;

async function send({ service, path, query = {}, body }: Call, signal?: AbortSignal): Promise<Response> {
  const { protocol, host, hostname, port, origin } = window.location;
  const sending = body === undefined ? { method: "GET" } : { method: "POST", body: JSON.stringify(body) };
  const signer = new SignatureV4({ credentials, region: REGION, service, sha256: Sha256 });
  const { headers } = await signer.sign({
    ...sending,
    protocol,
    hostname,
    ...(port && { port: Number(port) }),
    path,
    query,
    headers: { host, ...(body !== undefined && { "content-type": "application/json" }) },
  });
  // The browser names the host itself.
  const { host: _, ...sent } = headers;
  const asked = Object.entries(query).map((pair) => pair.map(encodeURIComponent).join("="));
  const address = [`${origin}${path}`, asked.join("&")].filter(Boolean).join("?");
  return fetch(address, { ...sending, headers: sent, signal: signal ?? null });
}

/** Call *operation* and return what it answers. Raises ApiError. */
export function callRest(operation: string, call: Call, signal?: AbortSignal): Promise<unknown> {
  return carryOut(operation, async () => {
    let response = await send(call, signal);
    for (let attempt = 1; response.status === TOO_MANY && attempt < ATTEMPTS; attempt += 1) {
      response = await send(call, signal);
    }
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) throw new RestFailure(response, answer);
    return answer;
  });
}
