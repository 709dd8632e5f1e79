/** A tick each for what is asked for most: MFA, where a request comes from, and when. */
import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { FormBlock } from "../../policy/blocks";
import { FROM, MFA, type Quick, SOURCE_IP, setValues, TO, valuesOf } from "../../policy/quick";

interface Props {
  block: FormBlock;
  onChange: (block: FormBlock) => void;
}

export function QuickConditions({ block, onChange }: Props) {
  const hasIp = valuesOf(block, SOURCE_IP) !== null;
  const hasTime = valuesOf(block, FROM) !== null || valuesOf(block, TO) !== null;
  return (
    <SpaceBetween size="s">
      <Checkbox
        checked={valuesOf(block, MFA) !== null}
        description="The caller signed in with a second factor."
        onChange={({ detail }) => onChange(setValues(block, MFA, detail.checked ? ["true"] : null))}
      >
        MFA required
      </Checkbox>
      <Checkbox
        checked={hasIp}
        description="The request comes from certain addresses."
        onChange={({ detail }) => onChange(setValues(block, SOURCE_IP, detail.checked ? [] : null))}
      >
        Source IP
      </Checkbox>
      {hasIp ? (
        <Values
          block={block}
          quick={SOURCE_IP}
          label="Addresses and networks"
          constraint="With commas between them, such as 192.0.2.0/24, 2001:db8::/32"
          onChange={onChange}
        />
      ) : null}
      <Checkbox
        checked={hasTime}
        description="The request is made after a time, before a time, or between two."
        onChange={({ detail }) => {
          const cleared = setValues(setValues(block, FROM, null), TO, null);
          onChange(detail.checked ? setValues(block, FROM, [now()]) : cleared);
        }}
      >
        Time
      </Checkbox>
      {hasTime ? (
        <>
          <Values block={block} quick={FROM} label="From" constraint={TIME} onChange={onChange} />
          <Values block={block} quick={TO} label="To" constraint={TIME} onChange={onChange} />
        </>
      ) : null}
    </SpaceBetween>
  );
}

const TIME = "Date and time in UTC, such as 2030-01-31T08:00:00Z; nothing for no limit";

/** The whole second. */
const now = () => `${new Date().toISOString().slice(0, 19)}Z`;

interface ValuesProps extends Props {
  quick: Quick;
  label: string;
  constraint: string;
}

/** The values of one condition in a line; without any, a time has no limit on that side. */
function Values({ block, quick, label, constraint, onChange }: ValuesProps) {
  const written = (valuesOf(block, quick) ?? []).join(", ");
  // What is typed may end with a comma, which is no value.
  const [typed, setTyped] = useState({ written, text: written });
  const shown = typed.written === written ? typed.text : written;
  const isTime = quick !== SOURCE_IP;
  return (
    <FormField
      label={label}
      constraintText={constraint}
      errorText={
        !isTime && written === "" ? "Enter at least one address: without any, no request meets the condition." : ""
      }
    >
      <Input
        value={shown}
        onChange={({ detail }) => {
          const values = detail.value
            .split(",")
            .map((value) => value.trim())
            .filter(Boolean);
          setTyped({ written: values.join(", "), text: detail.value });
          onChange(setValues(block, quick, isTime && values.length === 0 ? null : values));
        }}
      />
    </FormField>
  );
}
