/** The fields of a custom password policy. */
import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { CLASSES, type Figure, type Flag, LIMITS, type PolicyForm } from "./policy-form";

interface Props {
  form: PolicyForm;
  errors: Partial<Record<Figure, string>>;
  onChange: (form: PolicyForm) => void;
}

/** What may be asked beside length and characters; with some goes a figure. */
const OTHERS: readonly { flag: Flag; label: string; figure?: Figure; unit?: string; isOf?: Flag }[] = [
  { flag: "expires", label: "Turn on password expiration", figure: "days", unit: "Expire passwords after (days)" },
  {
    flag: "needsAdministrator",
    label: "Password expiration requires administrator reset",
    isOf: "expires",
  },
  { flag: "usersMayChange", label: "Allow users to change their own password" },
  {
    flag: "preventsReuse",
    label: "Prevent password reuse",
    figure: "remembered",
    unit: "Passwords to remember",
  },
];

export function CustomRules({ form, errors, onChange }: Props) {
  const figure = (name: Figure, label: string) => (
    <FormField
      label={label}
      constraintText={`From ${LIMITS[name].least} to ${LIMITS[name].most}`}
      errorText={errors[name]}
    >
      <Input
        type="number"
        inputMode="numeric"
        value={form[name]}
        onChange={({ detail }) => onChange({ ...form, [name]: detail.value })}
      />
    </FormField>
  );
  const flag = (name: Flag, label: string) => (
    <Checkbox checked={form[name]} onChange={({ detail }) => onChange({ ...form, [name]: detail.checked })}>
      {label}
    </Checkbox>
  );

  return (
    <SpaceBetween size="l">
      {figure("length", "Password minimum length (characters)")}
      <FormField label="Password strength">
        <SpaceBetween size="xs">
          {CLASSES.map((each) => (
            <div key={each.flag}>{flag(each.flag, each.label)}</div>
          ))}
        </SpaceBetween>
      </FormField>
      <FormField label="Other requirements">
        <SpaceBetween size="xs">
          {OTHERS.filter(({ isOf }) => isOf === undefined || form[isOf]).map((each) => (
            <SpaceBetween key={each.flag} size="xs">
              {flag(each.flag, each.label)}
              {each.figure && each.unit && form[each.flag] ? figure(each.figure, each.unit) : null}
            </SpaceBetween>
          ))}
        </SpaceBetween>
      </FormField>
    </SpaceBetween>
  );
}
