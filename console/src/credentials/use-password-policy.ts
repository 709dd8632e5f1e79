/** What the account asks of passwords. Who may not read that is told nothing here, and the server checks all the same. */
import { useQuery } from "@tanstack/react-query";
import type { ApiError } from "../api/errors";
import { type Rule, rulesOf } from "../components/password-rules";
import { readPolicy } from "./passwords";
import { passwordPolicy } from "./queries";

export interface AskedOfPasswords {
  rules: readonly Rule[];
  /** How long a password is at least. */
  minimumLength: number;
  /** Whether every user may change their own; null: it is not known. */
  usersMayChange: boolean | null;
  /** How many of the last passwords are not taken again. */
  reusePrevention: number;
  error: ApiError | null;
}

const NO_POLICY = { rules: rulesOf(null), minimumLength: 8, usersMayChange: false, reusePrevention: 0, error: null };

/** Return it, or null while it is asked for. */
export function usePasswordPolicy(): AskedOfPasswords | null {
  const { data, error } = useQuery(passwordPolicy());
  if (data?.PasswordPolicy) {
    const policy = readPolicy(data.PasswordPolicy);
    return {
      rules: rulesOf(policy),
      minimumLength: policy.minimumLength,
      usersMayChange: data.PasswordPolicy.AllowUsersToChangePassword ?? false,
      reusePrevention: policy.reusePrevention,
      error: null,
    };
  }
  if (error?.isAbsence) return NO_POLICY;
  // A long password of all classes keeps any policy but the longest; the server says so then.
  return error ? { rules: [], minimumLength: 32, usersMayChange: null, reusePrevention: 0, error } : null;
}
