/** A form for the facts of a request: the keys that policies ask for, and what else somebody adds. */
import AttributeEditor from "@cloudscape-design/components/attribute-editor";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import Textarea from "@cloudscape-design/components/textarea";
import { type Fact, isList, TYPES, typeOfKey } from "./context";

interface Props {
  facts: readonly Fact[];
  onChange: (facts: readonly Fact[]) => void;
}

const options = TYPES.map((type) => ({ value: type, label: type }));

export function ContextForm({ facts, onChange }: Props) {
  const change = (at: number, changed: Partial<Fact>) =>
    onChange(facts.map((fact, number) => (number === at ? { ...fact, ...changed } : fact)));
  const name = (fact: Fact, at: number) => fact.key || `context key ${at + 1}`;
  return (
    <AttributeEditor<Fact>
      items={facts}
      addButtonText="Add context key"
      removeButtonText="Remove"
      removeButtonAriaLabel={(fact) => `Remove ${fact.key || "context key"}`}
      onAddButtonClick={() => onChange([...facts, { key: "", type: "string", value: "" }])}
      onRemoveButtonClick={({ detail }) => onChange(facts.filter((_, at) => at !== detail.itemIndex))}
      empty="No context keys. The request then holds the time and what follows from the caller."
      definition={[
        {
          label: "Context key",
          control: ({ key, ...fact }, at) => (
            <Input
              value={key}
              onChange={({ detail }) =>
                change(at, { key: detail.value, ...(fact.value ? {} : { type: typeOfKey(detail.value) }) })
              }
              placeholder="aws:SourceIp"
              ariaLabel={`Name of context key ${at + 1}`}
              spellcheck={false}
            />
          ),
        },
        {
          label: "Type",
          control: (fact, at) => (
            <Select
              selectedOption={{ value: fact.type, label: fact.type }}
              options={options}
              onChange={({ detail }) =>
                change(at, { type: TYPES.find((type) => type === detail.selectedOption.value) ?? "string" })
              }
              ariaLabel={`Type of ${name(fact, at)}`}
            />
          ),
        },
        {
          label: "Value",
          info: null,
          control: (fact, at) =>
            isList(fact.type) ? (
              <Textarea
                rows={2}
                value={fact.value}
                onChange={({ detail }) => change(at, { value: detail.value })}
                placeholder="One value a line"
                ariaLabel={`Values of ${name(fact, at)}`}
                spellcheck={false}
              />
            ) : (
              <Input
                value={fact.value}
                onChange={({ detail }) => change(at, { value: detail.value })}
                placeholder="Not in the request"
                ariaLabel={`Value of ${name(fact, at)}`}
                spellcheck={false}
              />
            ),
        },
      ]}
    />
  );
}
