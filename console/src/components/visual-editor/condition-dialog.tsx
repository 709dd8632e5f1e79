/** One condition: key, qualifier, operator, values. */
import Autosuggest from "@cloudscape-design/components/autosuggest";
import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import type { Keys, Service } from "../../api/catalogue";
import type { FormBlock } from "../../policy/blocks";
import { keyChoice } from "../../policy/choices";
import {
  fillKey,
  joinOperator,
  type Operator,
  openPart,
  operatorsFor,
  type Qualifier,
  splitOperator,
  typeOfKey,
} from "../../policy/condition-keys";
import type { Condition } from "../../policy/document";
import { operatorInWords } from "../../policy/words";
import { Dialog } from "../dialog";

const QUALIFIERS: readonly { value: Qualifier; label: string; description: string }[] = [
  { value: "", label: "Default", description: "The key has one value" },
  { value: "ForAnyValue", label: "For any value in the request", description: "One of the key's values is enough" },
  {
    value: "ForAllValues",
    label: "For all values in the request",
    description: "Also met by a request without the key",
  },
];

interface Draft extends Operator {
  key: string;
  /** What fills the open part of the key. */
  part: string;
  /** One on each line. */
  values: string;
}

const draftOf = (condition: Condition | null): Draft => ({
  ...splitOperator(condition?.operator ?? "StringEquals"),
  key: condition?.key ?? "",
  part: "",
  values: condition?.values.join("\n") ?? "",
});

const linesOf = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

const conditionOf = (draft: Draft): Condition => ({
  operator: joinOperator(draft),
  key: openPart(draft.key) ? fillKey(draft.key, draft.part.trim()) : draft.key.trim(),
  values: linesOf(draft.values),
});

interface Wrong {
  key: string;
  part: string;
  values: string;
}

function wrongIn(draft: Draft, others: readonly Condition[]): Wrong {
  const { operator, key, values } = conditionOf(draft);
  const isTwice = others.some((each) => each.operator === operator && each.key.toLowerCase() === key.toLowerCase());
  return {
    key: !/^\S+:\S+/.test(draft.key.trim())
      ? "Choose a condition key, or enter one such as aws:SourceIp."
      : isTwice
        ? "There is a condition with this key and operator. Edit that one: it takes several values."
        : "",
    part: openPart(draft.key) && !draft.part.trim() ? `Enter what stands for ${openPart(draft.key)}.` : "",
    values: values.length === 0 ? "Enter at least one value." : "",
  };
}

interface Props {
  block: FormBlock;
  service: Service | null;
  global: Keys;
  /** Null for a new one. */
  condition: Condition | null;
  onPut: (condition: Condition) => void;
  onCancel: () => void;
}

export function ConditionDialog({ block, service, global, condition, onPut, onCancel }: Props) {
  const [draft, setDraft] = useState(() => draftOf(condition));
  const [isTried, setTried] = useState(false);
  const others = block.conditions.filter((each) => each !== condition);
  const wrong = wrongIn(draft, others);
  const shown = isTried ? wrong : { key: "", part: "", values: "" };
  const change = (changed: Partial<Draft>) => setDraft((before) => ({ ...before, ...changed }));
  const type = typeOfKey(draft.key, service?.keys ?? {}, global);

  const chooseKey = (key: string) => {
    const found = typeOfKey(key, service?.keys ?? {}, global);
    // The operator that is usual for the key is offered; whoever needs another chooses it.
    const usual = found && { base: operatorsFor(found.type)[0] ?? "", qualifier: qualifierFor(found.multi) };
    change({ key, ...usual });
  };

  return (
    <Dialog
      title={condition ? "Edit condition" : "Add condition"}
      verb={condition ? "Save" : "Add"}
      isBusy={false}
      error={null}
      onConfirm={() => {
        setTried(true);
        if (Object.values(wrong).every((text) => text === "")) onPut(conditionOf(draft));
      }}
      onCancel={onCancel}
    >
      <SpaceBetween size="m">
        <KeyField
          draft={draft}
          wrong={shown}
          {...keyChoice(block, service, global)}
          onKey={chooseKey}
          onPart={(part) => change({ part })}
        />
        <FormField label="Qualifier" description="How a key that holds several values is compared.">
          <Select
            selectedOption={QUALIFIERS.find(({ value }) => value === draft.qualifier) ?? null}
            options={QUALIFIERS}
            onChange={({ detail }) => change({ qualifier: (detail.selectedOption.value ?? "") as Qualifier })}
          />
        </FormField>
        <OperatorField draft={draft} type={type?.type ?? "String"} onChange={change} />
        <ValuesField draft={draft} error={shown.values} onChange={(values) => change({ values })} />
      </SpaceBetween>
    </Dialog>
  );
}

const qualifierFor = (isMulti: boolean): Qualifier => (isMulti ? "ForAnyValue" : "");

interface KeyProps {
  draft: Draft;
  wrong: Wrong;
  own: readonly string[];
  global: readonly string[];
  onKey: (key: string) => void;
  onPart: (part: string) => void;
}

function KeyField({ draft, wrong, own, global, onKey, onPart }: KeyProps) {
  const open = openPart(draft.key);
  const option = (value: string) => ({ value });
  return (
    <>
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
        <FormField label={open.replace(/(?<=[a-z])(?=[A-Z])/g, " ")} errorText={wrong.part}>
          <Input value={draft.part} onChange={({ detail }) => onPart(detail.value)} />
        </FormField>
      ) : null}
    </>
  );
}

function OperatorField({
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
    <>
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
    </>
  );
}

const YES_OR_NO = ["true", "false"].map((value) => ({ value, label: value }));

function ValuesField({ draft, error, onChange }: { draft: Draft; error: string; onChange: (values: string) => void }) {
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
