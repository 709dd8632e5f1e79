/** What an account asks of a password, rule by rule, to be checked while somebody types. The server checks again. */
import type { PasswordRules } from "../session/endpoints";

export interface Rule {
  text: string;
  holds: (password: string) => boolean;
}

const SYMBOLS = "!@#$%^&*()_+-=[]{}|'";

const CLASSES = {
  requireUppercase: { text: "one uppercase letter", has: (text: string) => /[A-Z]/.test(text) },
  requireLowercase: { text: "one lowercase letter", has: (text: string) => /[a-z]/.test(text) },
  requireNumbers: { text: "one number", has: (text: string) => /[0-9]/.test(text) },
  requireSymbols: {
    text: `one symbol of ${SYMBOLS}`,
    has: (text: string) => [...text].some((c) => SYMBOLS.includes(c)),
  },
} as const;

const atLeast = (length: number): Rule => ({
  text: `At least ${length} characters`,
  holds: (password) => [...password].length >= length,
});

/** What is asked where an account has set no policy: eight characters of three classes out of four. */
const BUILT_IN: readonly Rule[] = [
  atLeast(8),
  {
    text: "Three of these: uppercase letters, lowercase letters, numbers, symbols",
    holds: (password) => Object.values(CLASSES).filter(({ has }) => has(password)).length >= 3,
  },
];

/** Return the rules of *policy*; null: the account has set none. */
export function rulesOf(policy: PasswordRules | null): readonly Rule[] {
  if (policy === null) return BUILT_IN;
  const asked = Object.entries(CLASSES).filter(([name]) => policy[name as keyof typeof CLASSES]);
  return [
    atLeast(policy.minimumLength),
    ...asked.map(([, { text, has }]) => ({ text: `At least ${text}`, holds: has })),
  ];
}
