/** A new password in the place of one that is due. */
import { useState } from "react";
import { changeErrors, isRight, PasswordChangeFields } from "../components/password-change";
import { rulesOf } from "../components/password-rules";
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

export function NewPassword({ ticket, policy, oldPassword, onStep, onStop }: Props) {
  const [typed, setTyped] = useState({ old: oldPassword, new: "", again: "" });
  const [isChecked, setChecked] = useState(false);
  const { isBusy, error, attempt } = useAttempt();
  const rules = rulesOf(policy);

  function change() {
    setChecked(true);
    if (!isRight(changeErrors(typed, rules))) return;
    attempt(
      async () => onStep(await setPassword(ticket, typed.old, typed.new)),
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
      <PasswordChangeFields
        oldLabel="Old password"
        typed={typed}
        onChange={setTyped}
        rules={rules}
        reusePrevention={policy?.reusePrevention ?? 0}
        isChecked={isChecked}
        focused="new"
      />
    </StepForm>
  );
}
