/** Changing one's own password: the present one, a new one, and the new one again. */
import { ChangePasswordCommand } from "@aws-sdk/client-iam";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { callIam } from "../../api/queries";
import { Dialog } from "../../components/dialog";
import { changeErrors, isRight, PasswordChangeFields } from "../../components/password-change";
import { usePasswordPolicy } from "../../credentials/use-password-policy";
import { useWrite } from "../../credentials/use-write";

export function ChangePassword({ onClose }: { onClose: () => void }) {
  const asked = usePasswordPolicy();
  const [typed, setTyped] = useState({ old: "", new: "", again: "" });
  const [isChecked, setChecked] = useState(false);
  const rules = asked?.rules ?? [];
  const write = useWrite({
    work: () => callIam("ChangePassword", ChangePasswordCommand, { OldPassword: typed.old, NewPassword: typed.new }),
    forgets: ["GetLoginProfile"],
    said: "Password changed.",
    onDone: onClose,
  });

  function confirm() {
    setChecked(true);
    if (isRight(changeErrors(typed, rules)) && !write.isPending) write.mutate();
  }

  return (
    <Dialog
      title="Update console password"
      verb="Update password"
      isReady={asked !== null}
      isBusy={write.isPending}
      error={write.error}
      onConfirm={confirm}
      onCancel={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          confirm();
        }}
      >
        {asked ? (
          <PasswordChangeFields
            oldLabel="Current password"
            typed={typed}
            onChange={setTyped}
            rules={rules}
            reusePrevention={asked.reusePrevention}
            isChecked={isChecked}
            focused="old"
          />
        ) : (
          <StatusIndicator type="loading">Loading</StatusIndicator>
        )}
        {/* The Enter key asks for a button of the form; the dialog's own is outside of it. */}
        <input type="submit" hidden />
      </form>
    </Dialog>
  );
}
