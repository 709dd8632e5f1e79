/** The password policy as a form has it, and as IAM has it. */
import type { PasswordPolicy, UpdateAccountPasswordPolicyRequest } from "@aws-sdk/client-iam";

export interface PolicyForm {
  isCustom: boolean;
  length: string;
  uppercase: boolean;
  lowercase: boolean;
  numbers: boolean;
  symbols: boolean;
  expires: boolean;
  days: string;
  needsAdministrator: boolean;
  usersMayChange: boolean;
  preventsReuse: boolean;
  remembered: string;
}

export type Flag = { [K in keyof PolicyForm]: PolicyForm[K] extends boolean ? K : never }[keyof PolicyForm];
export type Figure = "length" | "days" | "remembered";

export const LIMITS: Record<Figure, { least: number; most: number; what: string }> = {
  length: { least: 6, most: 128, what: "length" },
  days: { least: 1, most: 1_095, what: "number of days" },
  remembered: { least: 1, most: 24, what: "number of passwords" },
};

/** What a custom policy begins with: AWS's proposals. */
const PROPOSED: PolicyForm = {
  isCustom: true,
  length: "8",
  uppercase: true,
  lowercase: true,
  numbers: true,
  symbols: true,
  expires: false,
  days: "90",
  needsAdministrator: false,
  usersMayChange: true,
  preventsReuse: false,
  remembered: "5",
};

/** Return *policy* as a form; null: the account has none of its own. */
export function toForm(policy: PasswordPolicy | null): PolicyForm {
  if (policy === null) return { ...PROPOSED, isCustom: false };
  const { MinimumPasswordLength = 6, MaxPasswordAge, PasswordReusePrevention } = policy;
  return {
    isCustom: true,
    length: String(MinimumPasswordLength),
    uppercase: policy.RequireUppercaseCharacters ?? false,
    lowercase: policy.RequireLowercaseCharacters ?? false,
    numbers: policy.RequireNumbers ?? false,
    symbols: policy.RequireSymbols ?? false,
    expires: MaxPasswordAge !== undefined,
    days: String(MaxPasswordAge ?? PROPOSED.days),
    needsAdministrator: policy.HardExpiry ?? false,
    usersMayChange: policy.AllowUsersToChangePassword ?? false,
    preventsReuse: PasswordReusePrevention !== undefined,
    remembered: String(PasswordReusePrevention ?? PROPOSED.remembered),
  };
}

/** Return what IAM takes. The whole policy is sent: what is left out would be as if there was none. */
export function toRequest(form: PolicyForm): UpdateAccountPasswordPolicyRequest {
  return {
    MinimumPasswordLength: Number(form.length),
    RequireUppercaseCharacters: form.uppercase,
    RequireLowercaseCharacters: form.lowercase,
    RequireNumbers: form.numbers,
    RequireSymbols: form.symbols,
    AllowUsersToChangePassword: form.usersMayChange,
    HardExpiry: form.expires && form.needsAdministrator,
    ...(form.expires && { MaxPasswordAge: Number(form.days) }),
    ...(form.preventsReuse && { PasswordReusePrevention: Number(form.remembered) }),
  };
}

/** Return what is wrong with a figure, or "". */
export function figureError(figure: Figure, text: string): string {
  const { least, most, what } = LIMITS[figure];
  const isWithin = /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
  return isWithin ? "" : `Enter a ${what} from ${least} to ${most}.`;
}

/** Return what is wrong with each figure that counts. */
export function formErrors(form: PolicyForm): Partial<Record<Figure, string>> {
  if (!form.isCustom) return {};
  const counting: Figure[] = [
    "length",
    ...(form.expires ? (["days"] as const) : []),
    ...(form.preventsReuse ? (["remembered"] as const) : []),
  ];
  const wrong = counting.map((figure) => [figure, figureError(figure, form[figure])] as const);
  return Object.fromEntries(wrong.filter(([, error]) => error));
}

const SYMBOLS = "! @ # $ % ^ & * ( ) _ + - = [ ] { } | '";

export const CLASSES: readonly { flag: Flag; label: string; rule: string }[] = [
  {
    flag: "uppercase",
    label: "Require at least one uppercase letter from the Latin alphabet (A-Z)",
    rule: "At least one uppercase letter",
  },
  {
    flag: "lowercase",
    label: "Require at least one lowercase letter from the Latin alphabet (a-z)",
    rule: "At least one lowercase letter",
  },
  { flag: "numbers", label: "Require at least one number", rule: "At least one number" },
  {
    flag: "symbols",
    label: `Require at least one non-alphanumeric character (${SYMBOLS})`,
    rule: `At least one non-alphanumeric character (${SYMBOLS})`,
  },
];

/** The rules that hold where an account has set none. */
export const DEFAULT_RULES = {
  length: "8 characters",
  strength: [
    `At least three of these: uppercase letters, lowercase letters, numbers, non-alphanumeric characters (${SYMBOLS})`,
    "Not the name or e-mail address of the account",
  ],
  other: ["Passwords never expire"],
} as const;

const days = (count: string) => (count === "1" ? "1 day" : `${count} days`);

/** Return the rules of a policy in words. */
export function rulesOf(form: PolicyForm): { length: string; strength: readonly string[]; other: readonly string[] } {
  if (!form.isCustom) return DEFAULT_RULES;
  const { remembered } = form;
  return {
    length: `${form.length} characters`,
    strength: CLASSES.filter(({ flag }) => form[flag]).map(({ rule }) => rule),
    other: [
      form.expires ? `Passwords expire after ${days(form.days)}` : "Passwords never expire",
      ...(form.expires && form.needsAdministrator ? ["An expired password has to be reset by an administrator"] : []),
      form.usersMayChange ? "Users may change their own password" : "Users need a policy to change their own password",
      ...(form.preventsReuse
        ? [`The last ${remembered === "1" ? "password" : `${remembered} passwords`} cannot be used again`]
        : []),
    ],
  };
}
