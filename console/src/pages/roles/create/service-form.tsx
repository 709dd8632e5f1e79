import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ServiceChoice } from "../../../trust/builder";
import { SERVICES } from "../../../trust/services";
import type { EntityFormProps } from "./entity-form";

const OTHER = "Another service";

const OPTIONS = [...SERVICES.map(({ name }) => ({ value: name, label: name })), { value: OTHER, label: OTHER }];

export function ServiceForm({ choice, complaints, onChange }: EntityFormProps<ServiceChoice>) {
  const service = SERVICES.find(({ name }) => name === choice.service);
  const isOther = choice.service === OTHER;
  const choose = (name: string) => {
    const [first] = SERVICES.find((each) => each.name === name)?.useCases ?? [];
    onChange({ ...choice, service: name, useCase: first?.name ?? "", principal: first?.principal ?? "" });
  };
  return (
    <SpaceBetween size="l">
      <FormField
        label="Service or use case"
        description="A service here is a program that the operator registered under this name, AWS’s or its own."
        errorText={!isOther && complaints.principal && "Choose a service."}
      >
        <Select
          options={OPTIONS}
          selectedOption={OPTIONS.find(({ value }) => value === choice.service) ?? null}
          onChange={({ detail }) => choose(detail.selectedOption.value ?? "")}
          placeholder="Choose a service or use case"
          filteringType="auto"
          filteringAriaLabel="Find services"
          filteringPlaceholder="Find services"
          empty="No matches"
        />
      </FormField>
      {service ? (
        <FormField label="Use case">
          <RadioGroup
            value={choice.useCase}
            items={service.useCases.map(({ name, description, principal }) => ({
              value: name,
              label: name,
              description: `${description} (${principal})`,
            }))}
            onChange={({ detail }) => {
              const useCase = service.useCases.find(({ name }) => name === detail.value);
              if (useCase) onChange({ ...choice, useCase: useCase.name, principal: useCase.principal });
            }}
          />
        </FormField>
      ) : null}
      {isOther ? (
        <FormField
          label="Service principal"
          constraintText="The name that the service is registered under, such as backup.example.com"
          errorText={complaints.principal}
        >
          <Input
            value={choice.principal}
            onChange={({ detail }) => onChange({ ...choice, principal: detail.value.trim() })}
            spellcheck={false}
          />
        </FormField>
      ) : null}
    </SpaceBetween>
  );
}
