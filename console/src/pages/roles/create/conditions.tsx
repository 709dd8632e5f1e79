/** Further conditions of a trust policy: rows of key, operator and value. */
import AttributeEditor from "@cloudscape-design/components/attribute-editor";
import Autosuggest from "@cloudscape-design/components/autosuggest";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import type { AskedCondition } from "../../../trust/builder";

const COMPARISONS = [
  "StringEquals",
  "StringNotEquals",
  "StringEqualsIgnoreCase",
  "StringLike",
  "StringNotLike",
  "ForAnyValue:StringEquals",
  "ForAnyValue:StringLike",
  "ForAllValues:StringEquals",
  "ForAllValues:StringLike",
  "NumericLessThan",
  "NumericGreaterThan",
  "DateLessThan",
  "DateGreaterThan",
  "Bool",
  "IpAddress",
  "NotIpAddress",
  "ArnLike",
  "ArnNotLike",
  "Null",
].map((value) => ({ value, label: value }));

const [FIRST] = COMPARISONS;

interface Props {
  conditions: readonly AskedCondition[];
  /** Keys to choose from; any other can be typed. */
  keys: readonly string[];
  error: string | undefined;
  onChange: (conditions: readonly AskedCondition[]) => void;
}

export function ConditionRows({ conditions, keys, error, onChange }: Props) {
  const change = (at: number, changed: Partial<AskedCondition>) =>
    onChange(conditions.map((each, index) => (index === at ? { ...each, ...changed } : each)));
  return (
    <FormField label="Conditions - optional" stretch errorText={error}>
      <AttributeEditor<AskedCondition>
        items={conditions}
        addButtonText="Add condition"
        removeButtonText="Remove"
        removeButtonAriaLabel={({ key }) => `Remove condition ${key}`}
        empty="No further conditions"
        onAddButtonClick={() => onChange([...conditions, { key: "", operator: FIRST?.value ?? "", value: "" }])}
        onRemoveButtonClick={({ detail }) => onChange(conditions.filter((_, index) => index !== detail.itemIndex))}
        definition={[
          {
            label: "Key",
            control: ({ key }, at) => (
              <Autosuggest
                value={key}
                options={keys.map((value) => ({ value }))}
                onChange={({ detail }) => change(at, { key: detail.value })}
                enteredTextLabel={(value) => `Use “${value}”`}
                placeholder="Condition key"
                empty="Enter a condition key"
              />
            ),
          },
          {
            label: "Operator",
            control: ({ operator }, at) => (
              <Select
                options={COMPARISONS}
                selectedOption={{ value: operator, label: operator }}
                onChange={({ detail }) => change(at, { operator: detail.selectedOption.value ?? operator })}
                filteringType="auto"
                filteringAriaLabel="Find operators"
              />
            ),
          },
          {
            label: "Value",
            control: ({ value }, at) => (
              <Input
                value={value}
                onChange={({ detail }) => change(at, { value: detail.value })}
                placeholder="Condition value"
                spellcheck={false}
              />
            ),
          },
        ]}
      />
    </FormField>
  );
}
