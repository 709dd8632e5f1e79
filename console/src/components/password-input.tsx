import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What password managers are told. */
  kind: "current-password" | "new-password";
  constraintText?: ReactNode;
  errorText?: ReactNode;
  autoFocus?: boolean;
}

/** A field for a password, with a box that shows what was typed. */
export function PasswordInput({ label, value, onChange, kind, constraintText, errorText, autoFocus }: Props) {
  const [isShown, setShown] = useState(false);
  return (
    <SpaceBetween size="xxs">
      <FormField label={label} constraintText={constraintText} errorText={errorText}>
        <Input
          type={isShown ? "text" : "password"}
          value={value}
          onChange={({ detail }) => onChange(detail.value)}
          autoComplete={kind}
          spellcheck={false}
          autoFocus={autoFocus ?? false}
        />
      </FormField>
      <Checkbox
        checked={isShown}
        onChange={({ detail }) => setShown(detail.checked)}
        ariaLabel={`Show ${label.toLowerCase()}`}
      >
        Show password
      </Checkbox>
    </SpaceBetween>
  );
}
