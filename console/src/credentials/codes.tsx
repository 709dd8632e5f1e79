/** Two codes of a device in a row: what proves that it makes them, and where its clock is. */
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { codeError } from "./mfa-words";

export interface TwoCodes {
  first: string;
  second: string;
}

export const NO_CODES: TwoCodes = { first: "", second: "" };

export const areCodes = ({ first, second }: TwoCodes) => codeError(first) === "" && codeError(second, first) === "";

/** How a call shows them. */
export const inCall = ({ first, second }: TwoCodes) => ({ AuthenticationCode1: first, AuthenticationCode2: second });

interface Props {
  codes: TwoCodes;
  onChange: (codes: TwoCodes) => void;
  /** Whether what is wrong is said already. */
  isChecked: boolean;
}

const digits = (text: string) => text.replace(/\D/g, "").slice(0, 6);

export function CodeInputs({ codes: { first, second }, onChange, isChecked }: Props) {
  return (
    <SpaceBetween size="m">
      <FormField
        label="MFA code 1"
        description="The code that the device shows now."
        errorText={isChecked && codeError(first)}
      >
        <Input
          value={first}
          onChange={({ detail }) => onChange({ first: digits(detail.value), second })}
          inputMode="numeric"
          autoComplete="one-time-code"
        />
      </FormField>
      <FormField
        label="MFA code 2"
        description="The code that it shows next, up to 30 seconds later."
        errorText={isChecked && codeError(second, first)}
      >
        <Input
          value={second}
          onChange={({ detail }) => onChange({ first, second: digits(detail.value) })}
          inputMode="numeric"
          autoComplete={false}
        />
      </FormField>
    </SpaceBetween>
  );
}
