/** The fields of a condition. */
import Autosuggest from "@cloudscape-design/components/autosuggest";
import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { openPart, operatorsFor } from "../../policy/condition-keys";
import { nameInWords, operatorInWords } from "../../policy/words";
import type { Draft, Wrong } from "./condition-dialog";

interface KeyProps {
  draft: Draft;
  wrong: Wrong;
  own: readonly string[];
  global: readonly string[];
  onKey: (key: string) => void;
  onPart: (part: string) => void;
}

export function KeyField({ draft, wrong, own, global, onKey, onPart }: KeyProps) {
  const open = openPart(draft.key);
  const option = (value: string) => ({ value });
  return (
    <SpaceBetween size="s">
      <FormField label="Condition key" errorText={wrong.key}>
        <Autosuggest
          value={draft.key}
          options={[
            ...(own.length > 0 ? [{ label: "Keys of the chosen actions", options: own.map(option) }] : []),
            { label: "Keys of every request", options: global.map(option) },
          ]}
          enteredTextLabel={(text) => `Use “${text}”`}
          empty="No key is known by that name"
          ariaLabel="Condition key"
          placeholder="Find condition keys"
          onChange={({ detail }) => onKey(detail.value)}
        />
      </FormField>
      {open ? (
        <FormField label={nameInWords(open)} errorText={wrong.part}>
          <Input value={draft.part} onChange={({ detail }) => onPart(detail.value)} />
        </FormField>
      ) : null}
    </SpaceBetween>
  );
}

export function OperatorField({
  draft,
  type,
  onChange,
}: {
  draft: Draft;
  type: string;
  onChange: (changed: Partial<Draft>) => void;
}) {
  const known = operatorsFor(type).map((value) => ({ value, label: value, description: operatorInWords(value) }));
  // A policy may have one that is not offered.
  const other = { value: draft.base, label: draft.base };
  const options = known.some(({ value }) => value === draft.base) ? known : [other, ...known];
  return (
    <SpaceBetween size="s">
      <FormField label="Operator">
        <Select
          selectedOption={options.find(({ value }) => value === draft.base) ?? null}
          options={options}
          onChange={({ detail }) => onChange({ base: detail.selectedOption.value ?? "" })}
        />
      </FormField>
      {draft.base === "Null" ? null : (
        <Checkbox
          checked={draft.ifExists}
          description="Also met by a request without the key."
          onChange={({ detail }) => onChange({ ifExists: detail.checked })}
        >
          If exists
        </Checkbox>
      )}
    </SpaceBetween>
  );
}

const YES_OR_NO = ["true", "false"].map((value) => ({ value, label: value }));

export function ValuesField({
  draft,
  error,
  onChange,
}: {
  draft: Draft;
  error: string;
  onChange: (values: string) => void;
}) {
  if (draft.base === "Bool" || draft.base === "Null") {
    return (
      <FormField
        label="Value"
        description={draft.base === "Null" ? "true: the request does not have the key" : undefined}
        errorText={error}
      >
        <Select
          selectedOption={YES_OR_NO.find(({ value }) => value === draft.values.trim().toLowerCase()) ?? null}
          options={YES_OR_NO}
          placeholder="Choose a value"
          onChange={({ detail }) => onChange(detail.selectedOption.value ?? "")}
        />
      </FormField>
    );
  }
  return (
    <FormField label="Values" constraintText="One on each line" errorText={error}>
      <Textarea value={draft.values} rows={3} onChange={({ detail }) => onChange(detail.value)} />
    </FormField>
  );
}
