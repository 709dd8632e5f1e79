/** What the server's clock shows: that of the browser may be off, and what is revoked until now has to mean the server's now. */
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { carryOut } from "./clients";
import { sts } from "./sts";

interface Answer {
  response: unknown;
}

/** Return the time at which *response*, an HTTP answer, says that it was made; now where it says nothing. */
export function dateOf({ response }: Answer): Date {
  const { headers = {} } = (response ?? {}) as { headers?: Record<string, string> };
  const at = Date.parse(headers.date ?? "");
  return Number.isNaN(at) ? new Date() : new Date(at);
}

/** Ask for the time, to the second, by the one operation that everybody may call. Raises ApiError. */
export async function serverTime(): Promise<Date> {
  let at = new Date();
  await carryOut("GetCallerIdentity", () => {
    const command = new GetCallerIdentityCommand({});
    command.middlewareStack.add(
      (next) => async (given) => {
        const answer = await next(given);
        at = dateOf(answer);
        return answer;
      },
      { step: "deserialize", name: "readDate" },
    );
    return sts().send(command);
  });
  return at;
}
