/** A form: service, effect, actions, resources and conditions, in the order in which one thinks of them. */
import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type ListedService, type Service, service } from "../../api/catalogue";
import { ALL_SERVICES, type Block, type FormBlock } from "../../policy/blocks";
import type { Effect } from "../../policy/scope";
import { Answer } from "../answer";
import { Actions } from "./actions";
import { Conditions } from "./conditions";
import { Frame, type FrameProps } from "./frame";
import { Resources } from "./resources";

export interface FormProps extends FrameProps {
  block: FormBlock;
  /** All blocks of the policy. */
  blocks: readonly Block[];
  services: readonly ListedService[];
  onChange: (block: FormBlock) => void;
  /** Put a form like this one behind it, with that changed; *own* is what this one becomes. */
  onClone: (changed?: Partial<FormBlock>, own?: FormBlock) => void;
  onAdd: (filled: Partial<FormBlock>) => void;
}

const count = (number: number, one: string) => (number === 1 ? `1 ${one}` : `${number} ${one}s`);

function described({ effect, actions, conditions }: FormBlock): string {
  const what = actions.includes("*") ? "All actions" : count(actions.length, "action");
  const when = conditions.length > 0 ? `, ${count(conditions.length, "condition")}` : "";
  return `${effect}: ${what}${when}`;
}

export function FormView(props: FormProps) {
  const { block, number, isOpenAtFirst, isNew, services, onChange, onClone, onRemove } = props;
  const name =
    block.service === ALL_SERVICES
      ? "All services"
      : (services.find(({ prefix }) => prefix === block.service)?.name ?? "Choose a service");
  return (
    <Frame
      title={`Permissions ${number}: ${name}`}
      description={described(block)}
      number={number}
      isOpenAtFirst={isOpenAtFirst}
      isNew={isNew}
      onClone={() => onClone()}
      onRemove={onRemove}
    >
      <SpaceBetween size="l">
        <ServiceField block={block} services={services} onChange={onChange} />
        <FormField label="Effect">
          <RadioGroup
            direction="horizontal"
            value={block.effect}
            items={[
              { value: "Allow", label: "Allow" },
              { value: "Deny", label: "Deny" },
            ]}
            onChange={({ detail }) => onChange({ ...block, effect: detail.value as Effect })}
          />
        </FormField>
        <Rest {...props} />
      </SpaceBetween>
    </Frame>
  );
}

function ServiceField({ block, services, onChange }: Pick<FormProps, "block" | "services" | "onChange">) {
  const options = useMemo(
    () => [
      { value: ALL_SERVICES, label: "All services", labelTag: "*" },
      ...services.map(({ prefix, name }) => ({ value: prefix, label: name, labelTag: prefix })),
    ],
    [services],
  );
  return (
    <FormField
      label="Service"
      description={block.actions.length > 0 ? "Another service clears the chosen actions and resources." : undefined}
    >
      <Select
        selectedOption={options.find(({ value }) => value === block.service) ?? null}
        options={options}
        placeholder="Choose a service"
        filteringType="auto"
        filteringPlaceholder="Find services"
        filteringAriaLabel="Find services"
        filteringClearAriaLabel="Clear"
        empty="No matches"
        virtualScroll
        onChange={({ detail }) => {
          const chosen = detail.selectedOption.value ?? "";
          if (chosen === block.service) return;
          const actions = chosen === ALL_SERVICES ? ["*"] : [];
          onChange({ ...block, service: chosen, actions, resources: chosen === ALL_SERVICES ? ["*"] : [] });
        }}
      />
    </FormField>
  );
}

/** What is to be chosen once there is a service. */
function Rest(props: FormProps) {
  const { block } = props;
  if (block.service === "") return null;
  if (block.service === ALL_SERVICES) return <Parts {...props} service={null} />;
  return <OfService {...props} />;
}

function OfService(props: FormProps) {
  return (
    <Answer query={useQuery(service(props.block.service))}>{(known) => <Parts {...props} service={known} />}</Answer>
  );
}

/** Null for all services, of which there is nothing to choose from. */
export interface PartProps extends FormProps {
  service: Service | null;
}

function Parts(props: PartProps) {
  return (
    <SpaceBetween size="l">
      <Actions {...props} />
      <Resources {...props} />
      <Conditions {...props} />
    </SpaceBetween>
  );
}
