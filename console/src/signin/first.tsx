/** Who somebody is, and the password. */
import Alert from "@cloudscape-design/components/alert";
import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import { useState } from "react";
import { PasswordInput } from "../components/password-input";
import { authenticate, type Step } from "../session/endpoints";
import { isHardExpiry } from "./errors";
import { OtherWay } from "./other-way";
import { remember, remembered } from "./remembered";
import { StepForm } from "./step-form";
import { useAttempt } from "./use-attempt";

export type Start = { kind: "root"; email: string } | { kind: "user"; account: string };

/** The first page: root user or IAM user. */
export function FirstPage({ onNext }: { onNext: (start: Start) => void }) {
  const [kind, setKind] = useState<Start["kind"]>("user");
  const [account, setAccount] = useState(remembered().account);
  const [email, setEmail] = useState("");
  const [isMissing, setMissing] = useState(false);

  function next() {
    const given = (kind === "root" ? email : account).trim();
    setMissing(!given);
    if (given) onNext(kind === "root" ? { kind, email: given } : { kind, account: given });
  }

  return (
    <StepForm title="Sign in" submit="Next" isBusy={false} onSubmit={next}>
      <Tiles
        ariaLabel="Who signs in"
        value={kind}
        onChange={({ detail }) => {
          setKind(detail.value as Start["kind"]);
          setMissing(false);
        }}
        columns={1}
        items={[
          { value: "user", label: "IAM user", description: "A user of an account, for everyday work" },
          { value: "root", label: "Root user", description: "The owner of an account, for the few tasks that need it" },
        ]}
      />
      {kind === "user" ? (
        <FormField
          label="Account ID or alias"
          constraintText="12 digits, or the alias of the account"
          errorText={isMissing && "Enter the account ID or alias."}
        >
          <Input
            value={account}
            onChange={({ detail }) => setAccount(detail.value)}
            autoComplete="organization"
            spellcheck={false}
          />
        </FormField>
      ) : (
        <FormField label="Root user email address" errorText={isMissing && "Enter the email address of the root user."}>
          <Input
            value={email}
            onChange={({ detail }) => setEmail(detail.value)}
            type="email"
            inputMode="email"
            autoComplete="username"
          />
        </FormField>
      )}
    </StepForm>
  );
}

interface PasswordProps {
  onStep: (step: Step, password: string) => void;
  onHardStop: (error: unknown) => void;
  onOther: () => void;
}

/** Account, user name and password. */
export function UserPassword({
  account: given,
  onStep,
  onHardStop,
  onRoot,
  onOther,
}: PasswordProps & { account: string; onRoot: () => void }) {
  const before = remembered();
  const [account, setAccount] = useState(given);
  const [userName, setUserName] = useState(before.account === given ? before.userName : "");
  const [password, setPassword] = useState("");
  const [isRemembered, setRemembered] = useState(before.account !== "");
  const [isMissing, setMissing] = useState(false);
  const { isBusy, error, attempt } = useAttempt();

  function signIn() {
    const who = { account: account.trim(), userName: userName.trim() };
    const isIncomplete = !who.account || !who.userName || !password;
    setMissing(isIncomplete);
    if (isIncomplete) return;
    attempt(
      async () => {
        const step = await authenticate(who, password);
        remember(isRemembered ? who : null);
        onStep(step, password);
      },
      (failure) => handOver(failure, onHardStop),
    );
  }

  return (
    <StepForm
      title="IAM user sign-in"
      error={error}
      submit="Sign in"
      isBusy={isBusy}
      onSubmit={signIn}
      below={
        <SpaceBetween size="xs">
          <OtherWay onFollow={onRoot}>Sign in using root user email</OtherWay>
          <OtherWay onFollow={onOther}>Sign in to a different account</OtherWay>
        </SpaceBetween>
      }
    >
      <FormField
        label="Account ID or alias"
        errorText={isMissing && !account.trim() && "Enter the account ID or alias."}
      >
        <Input
          value={account}
          onChange={({ detail }) => setAccount(detail.value)}
          autoComplete="organization"
          spellcheck={false}
        />
      </FormField>
      <FormField label="User name" errorText={isMissing && !userName.trim() && "Enter the user name."}>
        <Input
          value={userName}
          onChange={({ detail }) => setUserName(detail.value)}
          autoComplete="username"
          spellcheck={false}
          autoFocus
        />
      </FormField>
      <PasswordInput
        label="Password"
        value={password}
        onChange={setPassword}
        kind="current-password"
        errorText={isMissing && !password && "Enter the password."}
      />
      <Checkbox checked={isRemembered} onChange={({ detail }) => setRemembered(detail.checked)}>
        Remember this account
      </Checkbox>
    </StepForm>
  );
}

/** The password of the root user. */
export function RootPassword({ email, onStep, onHardStop, onOther }: PasswordProps & { email: string }) {
  const [password, setPassword] = useState("");
  const [isMissing, setMissing] = useState(false);
  const { isBusy, error, attempt } = useAttempt();

  function signIn() {
    setMissing(!password);
    if (!password) return;
    attempt(
      async () => onStep(await authenticate({ email }, password), password),
      (failure) => handOver(failure, onHardStop),
    );
  }

  return (
    <StepForm
      title="Root user sign-in"
      description={email}
      error={error}
      submit="Sign in"
      isBusy={isBusy}
      onSubmit={signIn}
      below={<OtherWay onFollow={onOther}>Sign in to a different account</OtherWay>}
    >
      <Alert type="info">
        Sign in as root only for the few tasks that need it. Use an IAM user or a role for the rest.
      </Alert>
      {/* For password managers, which keep a password with the name that it belongs to. */}
      <input
        className="signin-hidden"
        type="email"
        autoComplete="username"
        value={email}
        readOnly
        tabIndex={-1}
        aria-hidden
      />
      <PasswordInput
        label="Password"
        value={password}
        onChange={setPassword}
        kind="current-password"
        errorText={isMissing && "Enter the password."}
        autoFocus
      />
    </StepForm>
  );
}

function handOver(failure: unknown, onHardStop: (error: unknown) => void): boolean {
  const isTaken = isHardExpiry(failure);
  if (isTaken) onHardStop(failure);
  return isTaken;
}
