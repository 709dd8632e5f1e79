/** Passwords: what the account asks of them, and one that keeps any of these rules. */
import type { PasswordPolicy } from "@aws-sdk/client-iam";
import type { PasswordRules } from "../session/endpoints";

/** Return the policy as the checklist takes it. */
export const readPolicy = (policy: PasswordPolicy): PasswordRules => ({
  minimumLength: policy.MinimumPasswordLength ?? 0,
  requireSymbols: policy.RequireSymbols ?? false,
  requireNumbers: policy.RequireNumbers ?? false,
  requireUppercase: policy.RequireUppercaseCharacters ?? false,
  requireLowercase: policy.RequireLowercaseCharacters ?? false,
  reusePrevention: policy.PasswordReusePrevention ?? 0,
});

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
/** Of the symbols that count for a policy those that people can read to each other. */
const CLASSES = [LETTERS.toUpperCase(), LETTERS, "0123456789", "!@#$%^&*()_+-=[]{}"] as const;
const ALL = CLASSES.join("");
const LONG_ENOUGH = 20;

/** Fills an array with random bytes, as `crypto.getRandomValues` does. */
export type Random = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array;

const fromBrowser: Random = (bytes) => crypto.getRandomValues(bytes);

/** Return a number below *limit*, each as likely as the others. */
function below(limit: number, random: Random): number {
  const fair = 256 - (256 % limit);
  for (;;) {
    const [byte = 255] = random(new Uint8Array(1));
    if (byte < fair) return byte % limit;
  }
}

const pick = (from: string, random: Random) => from.charAt(below(from.length, random));

/**
 * Return a password that keeps every policy with that minimum: it has all four classes, whichever are asked for.
 *
 * It begins with a letter, so that no spreadsheet takes it for a formula.
 */
export function generatePassword(minimumLength: number, random: Random = fromBrowser): string {
  const length = Math.max(LONG_ENOUGH, minimumLength);
  for (;;) {
    const rest = Array.from({ length: length - 1 }, () => pick(ALL, random)).join("");
    const password = pick(CLASSES[0] + CLASSES[1], random) + rest;
    if (CLASSES.every((signs) => [...password].some((sign) => signs.includes(sign)))) return password;
  }
}
