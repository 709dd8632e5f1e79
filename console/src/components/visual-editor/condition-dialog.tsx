/** One condition: key, qualifier, operator, values. */
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
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
import { Dialog } from "../dialog";
import { KeyField, OperatorField, ValuesField } from "./condition-fields";

const QUALIFIERS: readonly { value: Qualifier; label: string; description: string }[] = [
  { value: "", label: "Default", description: "The key has one value" },
  { value: "ForAnyValue", label: "For any value in the request", description: "One of the key's values is enough" },
  {
    value: "ForAllValues",
    label: "For all values in the request",
    description: "Also met by a request without the key",
  },
];

export interface Draft extends Operator {
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

export interface Wrong {
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
