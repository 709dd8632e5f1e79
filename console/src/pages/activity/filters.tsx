/** What the list of events is picked by: one attribute, and a time, which the server looks for; and the outcome. */
import DateRangePicker, { type DateRangePickerProps } from "@cloudscape-design/components/date-range-picker";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { ATTRIBUTES, type Attribute, attributeOf, PLAIN, readRange } from "./lookup";

type Address = typeof PLAIN;

interface Props {
  address: Address;
  onChange: (changed: Partial<Address>) => void;
}

export function Filters({ address, onChange }: Props) {
  const attribute = attributeOf(address.attribute);
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Select
        ariaLabel="Lookup attribute"
        selectedOption={attribute ? option(attribute) : null}
        options={ATTRIBUTES.map(option)}
        onChange={({ detail }) => {
          const chosen = attributeOf(detail.selectedOption.value ?? "");
          if (chosen) onChange({ attribute: chosen.key, value: chosen.values?.[0] ?? "", event: "" });
        }}
      />
      {attribute && attribute.key !== "any" ? (
        <Value
          key={`${attribute.key} ${address.value}`}
          attribute={attribute}
          value={address.value}
          onChange={(value) => onChange({ value, event: "" })}
        />
      ) : null}
      <Times range={address.range} onChange={(range) => onChange({ range, event: "" })} />
      <Select
        ariaLabel="Outcome"
        selectedOption={OUTCOMES.find(({ value }) => value === address.outcome) ?? OUTCOMES[0] ?? null}
        options={OUTCOMES}
        onChange={({ detail }) => onChange({ outcome: detail.selectedOption.value ?? "any", event: "" })}
      />
    </SpaceBetween>
  );
}

const option = ({ key, label }: Attribute) => ({ value: key, label });

const OUTCOMES = [
  { value: "any", label: "Any outcome" },
  { value: "succeeded", label: "Succeeded" },
  { value: "denied", label: "Denied" },
  { value: "failed", label: "Failed" },
];

interface ValueProps {
  attribute: Attribute;
  value: string;
  onChange: (value: string) => void;
}

/** The server compares whole values, so that one is looked for when it has been typed to its end. */
function Value({ attribute, value, onChange }: ValueProps) {
  const [typed, setTyped] = useState(value);
  if (attribute.values) {
    return (
      <Select
        ariaLabel={attribute.label}
        selectedOption={value ? { value, label: value } : null}
        options={attribute.values.map((each) => ({ value: each, label: each }))}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? "")}
      />
    );
  }
  const search = () => typed.trim() !== value && onChange(typed.trim());
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        search();
      }}
    >
      <Input
        type="search"
        value={typed}
        onChange={({ detail }) => {
          setTyped(detail.value);
          if (!detail.value && value) onChange("");
        }}
        onBlur={search}
        placeholder={attribute.placeholder}
        ariaLabel={attribute.label}
        clearAriaLabel="Clear"
        spellcheck={false}
      />
    </form>
  );
}

const RELATIVE: readonly DateRangePickerProps.RelativeOption[] = [
  { key: "1h", amount: 1, unit: "hour", type: "relative" },
  { key: "24h", amount: 24, unit: "hour", type: "relative" },
  { key: "7d", amount: 7, unit: "day", type: "relative" },
  { key: "30d", amount: 30, unit: "day", type: "relative" },
  { key: "90d", amount: 90, unit: "day", type: "relative" },
];

const LETTERS = { minute: "m", hour: "h", day: "d" } as const;

function toPicker(range: string): DateRangePickerProps.Value | null {
  const known = RELATIVE.find(({ key }) => key === range);
  if (known) return known;
  const [startDate = "", endDate = ""] = range.split("/");
  if (endDate) return { type: "absolute", startDate, endDate };
  const [, amount, letter] = /^(\d+)([mhd])$/.exec(range) ?? [];
  const unit = (["minute", "hour", "day"] as const).find((each) => LETTERS[each] === letter);
  return amount && unit ? { type: "relative", amount: Number(amount), unit, key: range } : null;
}

function fromPicker(value: DateRangePickerProps.Value | null): string {
  if (value === null) return PLAIN.range;
  if (value.type === "absolute") return `${value.startDate}/${value.endDate}`;
  const letter = value.unit in LETTERS ? LETTERS[value.unit as keyof typeof LETTERS] : "d"; // the units offered below
  return `${value.amount}${letter}`;
}

function Times({ range, onChange }: { range: string; onChange: (range: string) => void }) {
  return (
    <DateRangePicker
      value={toPicker(range)}
      onChange={({ detail }) => onChange(fromPicker(detail.value))}
      relativeOptions={[...RELATIVE]}
      customRelativeRangeUnits={["minute", "hour", "day"]}
      isValidRange={(value) =>
        value !== null && readRange(fromPicker(value), Date.now())
          ? { valid: true }
          : { valid: false, errorMessage: "Choose a start and an end; the start comes first." }
      }
      getTimeOffset={() => 0}
      rangeSelectorMode="default"
      placeholder="Filter by date and time"
      showClearButton={false}
    />
  );
}
