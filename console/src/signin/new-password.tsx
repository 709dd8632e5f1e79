/** A new password in the place of one that is due. */
import FormField from "@cloudscape-design/components/form-field";
import { useState } from "react";
import { PasswordInput } from "../components/password-input";
import { rulesOf } from "../components/password-rules";
import { RuleChecklist } from "../components/rule-checklist";
import { type PasswordRules, SignInError, type Step, setPassword } from "../session/endpoints";
import { StepForm } from "./step-form";
import { useAttempt } from "./use-attempt";

interface Props {
  ticket: string;
  policy: PasswordRules | null;
  oldPassword: string;
  onStep: (step: Step) => void;
  onStop: (error: unknown) => void;
}

export function NewPassword({ ticket, policy, oldPassword: before, onStep, onStop }: Props) {
  const [oldPassword, setOldPassword] = useState(before);
  const [password, setNewPassword] = useState("");
  const [again, setAgain] = useState("");
  const [isChecked, setChecked] = useState(false);
  const { isBusy, error, attempt } = useAttempt();
  const rules = rulesOf(policy);
  const wrong = {
    old: !oldPassword && "Enter the present password.",
    new: rules.some(({ holds }) => !holds(password)) && "Choose a password that keeps all rules.",
    again: password !== again && "The two passwords differ.",
  };

  function change() {
    setChecked(true);
    if (wrong.old || wrong.new || wrong.again) return;
    attempt(
      async () => onStep(await setPassword(ticket, oldPassword, password)),
      (failure) => {
        // A refusal uses the ticket up; only what the policy says of the new password does not.
        const isOver = failure instanceof SignInError && failure.code === "AccessDenied";
        if (isOver) onStop(failure);
        return isOver;
      },
    );
  }

  return (
    <StepForm
      title="Change your password"
      description="A new password is due before you go on."
      error={error}
      submit="Confirm password change"
      isBusy={isBusy}
      onSubmit={change}
    >
      <PasswordInput
        label="Old password"
        value={oldPassword}
        onChange={setOldPassword}
        kind="current-password"
        errorText={isChecked && wrong.old}
      />
      <PasswordInput
        label="New password"
        value={password}
        onChange={setNewPassword}
        kind="new-password"
        errorText={isChecked && wrong.new}
        autoFocus
      />
      <FormField label="Rules of this account" constraintText={reuse(policy)}>
        <RuleChecklist rules={rules} password={password} />
      </FormField>
      <PasswordInput
        label="Confirm new password"
        value={again}
        onChange={setAgain}
        kind="new-password"
        errorText={isChecked && wrong.again}
      />
    </StepForm>
  );
}

function reuse(policy: PasswordRules | null): string | undefined {
  if (policy === null || policy.reusePrevention === 0) return undefined;
  return policy.reusePrevention === 1
    ? "It is not the last password."
    : `It is none of the last ${policy.reusePrevention} passwords.`;
}
