/** Revoking the sessions of a role, or of a user: an inline policy denies everything to those that began before a time. */

export const REVOCATION = "AWSRevokeOlderSessions";

/**
 * Return the policy that ends all sessions until *now*, which is known to the second.
 *
 * Sessions of that very second are over as well: better one too many than one too few.
 */
export function revocationUntil(now: Date): string {
  const until = new Date(now.getTime() + 1_000).toISOString().replace(/\.\d+/, "");
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Action: ["*"],
        Resource: ["*"],
        Condition: { DateLessThan: { "aws:TokenIssueTime": until } },
      },
    ],
  });
}

/** Return until when the policy *text*, percent-encoded or not, revokes sessions. */
export function revokedUntil(text: string): Date | undefined {
  const found = /"aws:TokenIssueTime"\s*:\s*\[?\s*"([^"]+)"/.exec(
    text.startsWith("%7B") ? decodeURIComponent(text) : text,
  );
  const at = Date.parse(found?.[1] ?? "");
  return Number.isNaN(at) ? undefined : new Date(at);
}
