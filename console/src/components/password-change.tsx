/** The three fields in which somebody changes their password, with the account's rules. */
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { PasswordInput } from "./password-input";
import type { Rule } from "./password-rules";
import { RuleChecklist } from "./rule-checklist";

export interface PasswordChange {
  old: string;
  new: string;
  again: string;
}

/** Return what is wrong with each of the fields, or "". */
export function changeErrors(typed: PasswordChange, rules: readonly Rule[]): PasswordChange {
  const keepsRules = typed.new !== "" && rules.every(({ holds }) => holds(typed.new));
  return {
    old: typed.old ? "" : "Enter the present password.",
    new: keepsRules ? "" : "Choose a password that keeps all rules.",
    again: typed.new === typed.again ? "" : "The two passwords differ.",
  };
}

export const isRight = (errors: PasswordChange) => Object.values(errors).every((error) => error === "");

interface Props {
  oldLabel: string;
  typed: PasswordChange;
  onChange: (typed: PasswordChange) => void;
  rules: readonly Rule[];
  reusePrevention: number;
  /** Whether what is wrong is said already. */
  isChecked: boolean;
  /** Which of the fields has the focus at first. */
  focused: "old" | "new";
}

export function PasswordChangeFields({ oldLabel, typed, onChange, rules, reusePrevention, isChecked, focused }: Props) {
  const wrong = changeErrors(typed, rules);
  const bind = (name: keyof PasswordChange, kind: "current-password" | "new-password") => ({
    value: typed[name],
    onChange: (value: string) => onChange({ ...typed, [name]: value }),
    kind,
    errorText: isChecked && wrong[name],
    autoFocus: name === focused,
  });
  return (
    <SpaceBetween size="m">
      <PasswordInput label={oldLabel} {...bind("old", "current-password")} />
      <PasswordInput label="New password" {...bind("new", "new-password")} />
      {rules.length > 0 ? (
        <FormField label="Rules of this account" constraintText={reuse(reusePrevention)}>
          <RuleChecklist rules={rules} password={typed.new} />
        </FormField>
      ) : null}
      <PasswordInput label="Confirm new password" {...bind("again", "new-password")} />
    </SpaceBetween>
  );
}

function reuse(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1 ? "It is not the last password." : `It is none of the last ${count} passwords.`;
}
