/** The second factor: which device, then a code or a passkey. */
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import { type PublicKeyCredentialRequestOptionsJSON, startAuthentication } from "@simplewebauthn/browser";
import { useState } from "react";
import { askPasskey, type Device, type Step, showCode, showPasskey } from "../session/endpoints";
import { isHardExpiry, isStale } from "./errors";
import { OtherWay } from "./other-way";
import { StepForm } from "./step-form";
import { useAttempt } from "./use-attempt";

type Asked = Extract<Step, { status: "MFA_REQUIRED" }>;

interface Props {
  step: Asked;
  onStep: (step: Step) => void;
  onStale: () => void;
  onHardStop: (error: unknown) => void;
}

const KINDS: Record<Device["type"], { label: string; description: string }> = {
  passkey: { label: "Passkey or security key", description: "Fingerprint, face, screen lock or a key that you touch" },
  virtual: { label: "Authenticator app", description: "A code of six digits from your phone" },
  hardware: { label: "Hardware TOTP token", description: "A code of six digits from a token" },
};

const CODE_LENGTH = 6;

/** The part of a serial number that a person gave the device. */
const nameOf = (serialNumber: string) => serialNumber.slice(serialNumber.lastIndexOf("/") + 1);

export function Factors({ step, onStep, onStale, onHardStop }: Props) {
  const devices = Object.values(step.devices).flat();
  const types = (Object.keys(KINDS) as Device["type"][]).filter((type) => devices.some((each) => each.type === type));
  const [type, setType] = useState<Device["type"] | null>(types.length === 1 ? (types[0] ?? null) : null);

  if (type === null) return <TypeChoice types={types} onChosen={setType} />;
  const ofType = devices.filter((device) => device.type === type);
  const below = types.length > 1 ? <OtherWay onFollow={() => setType(null)}>Use another MFA device</OtherWay> : null;
  const common = { ticket: step.ticket, onStep, onStale, onHardStop, below };
  return type === "passkey" ? <PasskeyStep {...common} /> : <CodeStep {...common} devices={ofType} type={type} />;
}

function TypeChoice({ types, onChosen }: { types: Device["type"][]; onChosen: (type: Device["type"]) => void }) {
  const [type, setType] = useState<string | null>(types[0] ?? null);
  return (
    <StepForm
      title="Additional verification required"
      submit="Next"
      isBusy={false}
      onSubmit={() => type !== null && onChosen(type as Device["type"])}
    >
      <FormField label="MFA device">
        <RadioGroup
          value={type}
          onChange={({ detail }) => setType(detail.value)}
          items={types.map((value) => ({ value, ...KINDS[value] }))}
        />
      </FormField>
    </StepForm>
  );
}

interface FactorProps extends Omit<Props, "step"> {
  ticket: string;
  below: React.ReactNode;
}

function takenOver({ onStale, onHardStop }: Pick<Props, "onStale" | "onHardStop">) {
  return (failure: unknown): boolean => {
    if (isHardExpiry(failure)) onHardStop(failure);
    else if (isStale(failure)) onStale();
    else return false;
    return true;
  };
}

function CodeStep({
  ticket,
  devices,
  type,
  onStep,
  below,
  ...rest
}: FactorProps & { devices: Device[]; type: "virtual" | "hardware" }) {
  const [serialNumber, setSerialNumber] = useState(devices[0]?.serialNumber ?? "");
  const [code, setCode] = useState("");
  const { isBusy, error, attempt } = useAttempt();

  const send = (digits: string) =>
    attempt(async () => {
      try {
        onStep(await showCode(ticket, serialNumber, digits));
      } finally {
        setCode("");
      }
    }, takenOver(rest));

  function change(value: string) {
    const digits = value.replace(/\D/g, "").slice(0, CODE_LENGTH);
    setCode(digits);
    if (digits.length === CODE_LENGTH) send(digits);
  }

  return (
    <StepForm
      title="Multi-factor authentication"
      description={KINDS[type].label}
      error={error}
      submit="Submit"
      isBusy={isBusy}
      onSubmit={() => send(code)}
      below={below}
    >
      {devices.length > 1 ? (
        <FormField label="Device">
          <RadioGroup
            value={serialNumber}
            onChange={({ detail }) => setSerialNumber(detail.value)}
            items={devices.map((each) => ({ value: each.serialNumber, label: nameOf(each.serialNumber) }))}
          />
        </FormField>
      ) : null}
      <FormField label="MFA code" constraintText="Six digits">
        <Input
          value={code}
          onChange={({ detail }) => change(detail.value)}
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
        />
      </FormField>
    </StepForm>
  );
}

function PasskeyStep({ ticket, onStep, below, ...rest }: FactorProps) {
  const { isBusy, error, attempt } = useAttempt();

  const show = () =>
    attempt(async () => {
      const { publicKey } = await askPasskey<PublicKeyCredentialRequestOptionsJSON>(ticket);
      const credential = await startAuthentication({ optionsJSON: publicKey });
      onStep(await showPasskey(ticket, JSON.stringify(credential)));
    }, takenOver(rest));

  return (
    <StepForm
      title="Multi-factor authentication"
      description="Your browser asks for the passkey or the security key."
      error={error}
      submit="Use passkey or security key"
      isBusy={isBusy}
      onSubmit={show}
      below={below}
    >
      {null}
    </StepForm>
  );
}
