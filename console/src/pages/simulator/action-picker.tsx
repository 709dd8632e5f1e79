/** The actions to simulate: chosen by service from the catalogue, or typed. */
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TokenGroup from "@cloudscape-design/components/token-group";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { service, services } from "../../api/catalogue";
import { Answer } from "../../components/answer";

interface Props {
  actions: readonly string[];
  onChange: (actions: readonly string[]) => void;
}

const SHOWN = 8;

export function ActionPicker({ actions, onChange }: Props) {
  const [prefix, setPrefix] = useState(actions[0]?.split(":")[0] ?? "");
  const listed = useQuery(services());
  const options = (listed.data ?? []).map((each) => ({
    value: each.prefix,
    label: each.name,
    description: each.prefix,
  }));
  return (
    <SpaceBetween size="m">
      <FormField label="Service">
        <Select
          selectedOption={options.find(({ value }) => value === prefix) ?? null}
          options={options}
          onChange={({ detail }) => setPrefix(detail.selectedOption.value ?? "")}
          filteringType="auto"
          filteringAriaLabel="Find services"
          filteringPlaceholder="Find services"
          placeholder="Choose a service"
          statusType={listed.isPending ? "loading" : listed.error ? "error" : "finished"}
          loadingText="Loading services"
          errorText="The catalogue was not loaded. Type the actions."
          virtualScroll
        />
      </FormField>
      {options.some(({ value }) => value === prefix) ? (
        <ServiceActions prefix={prefix} actions={actions} onChange={onChange} />
      ) : null}
      <TypedAction onAdd={(action) => onChange([...actions.filter((each) => each !== action), action])} />
      <TokenGroup
        items={actions.map((label) => ({ label, dismissLabel: `Remove ${label}` }))}
        onDismiss={({ detail }) => onChange(actions.filter((_, at) => at !== detail.itemIndex))}
        limit={SHOWN}
        i18nStrings={{ limitShowMore: `Show all ${actions.length} actions`, limitShowFewer: "Show fewer actions" }}
      />
    </SpaceBetween>
  );
}

function ServiceActions({ prefix, actions, onChange }: Props & { prefix: string }) {
  return (
    <Answer query={useQuery(service(prefix))}>
      {(known) => {
        const options = known.actions.map(({ name, level }) => {
          return { value: `${prefix}:${name}`, label: name, description: level };
        });
        const others = actions.filter((action) => !options.some(({ value }) => value === action));
        return (
          <FormField
            label="Actions"
            secondaryControl={
              <Button onClick={() => onChange([...others, ...options.map(({ value }) => value)])}>Select all</Button>
            }
          >
            <Multiselect
              selectedOptions={options.filter(({ value }) => actions.includes(value))}
              options={options}
              onChange={({ detail }) =>
                onChange([...others, ...detail.selectedOptions.flatMap(({ value }) => value ?? [])])
              }
              filteringType="auto"
              filteringAriaLabel="Find actions"
              filteringPlaceholder="Find actions"
              placeholder={`Choose actions of ${known.name}`}
              deselectAriaLabel={({ label }) => `Remove ${label}`}
              hideTokens
              virtualScroll
            />
          </FormField>
        );
      }}
    </Answer>
  );
}

function TypedAction({ onAdd }: { onAdd: (action: string) => void }) {
  const [typed, setTyped] = useState("");
  const [error, setError] = useState("");
  const add = () => {
    const action = typed.trim();
    if (!/^[\w-]+:\w+$/.test(action)) {
      setError("Enter an action in full, such as s3:GetObject, without wildcards.");
      return;
    }
    setError("");
    setTyped("");
    onAdd(action);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <FormField
        label="Another action - optional"
        errorText={error}
        secondaryControl={<Button formAction="submit">Add action</Button>}
      >
        <Input
          value={typed}
          onChange={({ detail }) => setTyped(detail.value)}
          placeholder="s3:GetObject"
          spellcheck={false}
        />
      </FormField>
    </form>
  );
}
