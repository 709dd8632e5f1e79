/** Enables, changes and disables the console access of a user. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import type { ApiError } from "../api/errors";
import { CallError } from "../components/call-error";
import { Dialog } from "../components/dialog";
import { useSession } from "../session/context";
import { allowOwnPassword, removePassword, revokeSessions, setPassword } from "./console-access";
import { FIRST_PASSWORD, PasswordChoice, type PasswordWish, passwordError, passwordOf } from "./password-choice";
import { HandOver, SignInDetails } from "./sign-in-details";
import { usePasswordPolicy } from "./use-password-policy";
import { useWrite } from "./use-write";

interface Props {
  userName: string;
  isEnabled: boolean;
  /** Whether a new password is due already. */
  mustChange: boolean;
  onClose: () => void;
}

const FORGETS = ["GetLoginProfile", "ListAttachedUserPolicies", "ListUserPolicies", "GetAccountSummary"];

export function ConsoleAccessDialog({ userName, isEnabled: isEnabledNow, mustChange, onClose }: Props) {
  // What the dialog was opened for stays, also when a part of it is done.
  const [isEnabled] = useState(isEnabledNow);
  const asked = usePasswordPolicy();
  const session = useSession();
  const partition = session.principal.arn.split(":")[1] ?? "aws";
  const isOwn = session.role === null && session.principal.type === "IAMUser" && session.principal.name === userName;
  const [isWanted, want] = useState(true);
  const [wish, setWish] = useState<PasswordWish>(
    isEnabled ? { ...FIRST_PASSWORD, kind: "keep", mustChange } : FIRST_PASSWORD,
  );
  const [isRevoking, setRevoking] = useState(false);
  const [isChecked, setChecked] = useState(false);
  const [made, setMade] = useState<string | null>(null);

  const write = useWrite({
    work: async () => {
      if (!isWanted) await removePassword(userName);
      else if (asked) {
        const password = passwordOf(wish, asked);
        await setPassword({ userName, isEnabled, password, mustChange: wish.mustChange });
        // The password is set: from here on it is shown, whatever comes of the rest.
        setMade(password);
        if (wish.mustChange && asked.usersMayChange === false) await allowOwnPassword(userName, partition);
      }
      if (isRevoking) await revokeSessions(userName);
    },
    forgets: FORGETS,
    said: isWanted ? `Console access of ${userName} saved.` : `Console access of ${userName} disabled.`,
    onDone: () => {
      if (!isWanted || wish.kind === "keep") onClose();
    },
  });

  if (made !== null && !write.isPending) {
    return <PasswordShown userName={userName} password={made} error={write.error} onClose={onClose} />;
  }

  function confirm() {
    setChecked(true);
    if (asked && (!isWanted || passwordError(wish, asked) === "")) write.mutate();
  }

  return (
    <Dialog
      title={isEnabled ? "Manage console access" : "Enable console access"}
      verb={isEnabled ? "Apply" : "Enable console access"}
      isReady={asked !== null}
      isBusy={write.isPending}
      error={write.error}
      onConfirm={confirm}
      onCancel={onClose}
    >
      {isEnabled ? <Switch isWanted={isWanted} onChange={want} /> : null}
      {asked === null ? <StatusIndicator type="loading">Loading</StatusIndicator> : null}
      {isWanted && asked ? (
        <PasswordChoice wish={wish} onChange={setWish} asked={asked} canKeep={isEnabled} isChecked={isChecked} />
      ) : null}
      {isWanted ? null : (
        <Alert type="warning">
          The password is deleted, and with it the way to sign in. Access keys go on working, and so do sessions that
          have begun.
        </Alert>
      )}
      {isEnabled ? (
        <Checkbox
          checked={isRevoking}
          onChange={({ detail }) => setRevoking(detail.checked)}
          description={`An inline policy denies everything to sessions that began before now${isOwn ? ", this one among them" : ""}.`}
        >
          Revoke active sessions
        </Checkbox>
      ) : null}
    </Dialog>
  );
}

function Switch({ isWanted, onChange }: { isWanted: boolean; onChange: (isWanted: boolean) => void }) {
  return (
    <FormField label="Console access">
      <RadioGroup
        value={isWanted ? "on" : "off"}
        onChange={({ detail }) => onChange(detail.value === "on")}
        items={[
          { value: "on", label: "Enabled" },
          { value: "off", label: "Disabled" },
        ]}
      />
    </FormField>
  );
}

interface ShownProps {
  userName: string;
  password: string;
  error: ApiError | null;
  onClose: () => void;
}

function PasswordShown({ userName, password, error, onClose }: ShownProps) {
  return (
    <Modal
      visible
      header="Console password"
      onDismiss={onClose}
      closeAriaLabel="Close"
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {error ? <CallError error={error} /> : null}
        <Alert type="warning">This is the only time that the password can be shown or downloaded.</Alert>
        <SignInDetails userName={userName} password={password} />
        <HandOver userName={userName} password={password} />
      </SpaceBetween>
    </Modal>
  );
}
