/** The policies of a simulation: which count, and what they say here. */
import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { PolicyEditor } from "../../components/policy-editor/policy-editor";
import type { HeldPolicy } from "../../simulation/held";
import { PolicyLink } from "../../simulation/matched";
import { SaveButton } from "./save";
import { type BoundaryChoice, EXAMPLE, isChanged, isOn, type Pasted, restored, type Setup, textOf } from "./setup";

interface Props {
  setup: Setup;
  onChange: (changed: Partial<Setup>) => void;
}

let pastedBefore = 0;

const newId = () => {
  pastedBefore += 1;
  return `pasted-${pastedBefore}`;
};

export function HeldList({ setup, onChange, held }: Props & { held: readonly HeldPolicy[] }) {
  const draft = (id: string, changed: Setup["drafts"][string]) =>
    onChange({ drafts: { ...setup.drafts, [id]: { ...setup.drafts[id], ...changed } } });
  const restore = (id: string) => onChange({ drafts: restored(setup.drafts, id) });
  if (held.length === 0) return <Box>There is no policy here.</Box>;
  return (
    <SpaceBetween size="s">
      {held.map((policy) => {
        const { id, name, type } = policy;
        const isEdited = isChanged(setup, policy);
        return (
          <Row
            key={id}
            name={name}
            isOn={isOn(setup, policy)}
            onTick={(isTicked) => draft(id, { isOff: !isTicked })}
            text={textOf(setup, policy)}
            onText={(text) => draft(id, { text })}
            label={<PolicyLink policy={policy} />}
            badges={
              <>
                <Badge color={type.startsWith("AWS") ? "grey" : "blue"}>{type}</Badge>{" "}
                {isEdited ? <Badge color="severity-medium">Changed here</Badge> : null}
              </>
            }
            actions={
              isEdited ? (
                <SpaceBetween direction="horizontal" size="xs">
                  <Button ariaLabel={`Reset ${name}`} onClick={() => restore(id)}>
                    Reset
                  </Button>
                  <SaveButton policy={policy} text={textOf(setup, policy)} onSaved={() => restore(id)} />
                </SpaceBetween>
              ) : null
            }
          />
        );
      })}
    </SpaceBetween>
  );
}

export function PastedList({ setup: { pasted }, onChange }: Props) {
  const change = (id: string, changed: Partial<Pasted>) =>
    onChange({ pasted: pasted.map((each) => (each.id === id ? { ...each, ...changed } : each)) });
  return (
    <SpaceBetween size="s">
      {pasted.map(({ id, name, text, isOff }) => (
        <Row
          key={id}
          name={name}
          isOn={!isOff}
          onTick={(isTicked) => change(id, { isOff: !isTicked })}
          text={text}
          onText={(changed) => change(id, { text: changed })}
          label={name}
          badges={<Badge>Only here</Badge>}
          isOpenAtFirst
          actions={
            <Button
              ariaLabel={`Remove ${name}`}
              onClick={() => onChange({ pasted: pasted.filter((each) => each.id !== id) })}
            >
              Remove
            </Button>
          }
        />
      ))}
      <Button
        iconName="add-plus"
        onClick={() => {
          const name = `Pasted policy ${pasted.length + 1}`;
          onChange({ pasted: [...pasted, { id: newId(), name, text: EXAMPLE, isOff: false }] });
        }}
      >
        Paste a policy
      </Button>
    </SpaceBetween>
  );
}

interface RowProps {
  name: string;
  label: React.ReactNode;
  badges: React.ReactNode;
  isOn: boolean;
  onTick: (isOn: boolean) => void;
  text: string;
  onText: (text: string) => void;
  actions: React.ReactNode;
  isOpenAtFirst?: boolean;
}

function Row({ name, label, badges, isOn: isTicked, onTick, text, onText, actions, isOpenAtFirst = false }: RowProps) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  return (
    <SpaceBetween size="xs">
      <SpaceBetween direction="horizontal" size="xs" alignItems="center">
        <Checkbox checked={isTicked} onChange={({ detail }) => onTick(detail.checked)} ariaLabel={`Count ${name}`} />
        <Button
          variant="inline-icon"
          iconName={isOpen ? "caret-down-filled" : "caret-right-filled"}
          ariaExpanded={isOpen}
          ariaLabel={`Document of ${name}`}
          onClick={() => setOpen(!isOpen)}
        />
        <span>{label}</span>
        {badges}
      </SpaceBetween>
      {isOpen ? <PolicyEditor text={text} onChange={onText} kind="identity" label={`Document of ${name}`} /> : null}
      {actions}
    </SpaceBetween>
  );
}

/** The boundary: the identity's own, none, or another one. */
export function BoundaryChooser({ setup, onChange, own }: Props & { own: string | null }) {
  const options: { value: BoundaryChoice; label: string }[] = [
    ...(own === null ? [] : [{ value: "own" as const, label: own ? `As it is: ${own}` : "As it is: none" }]),
    ...(own ? [{ value: "none" as const, label: "Without it" }] : []),
    ...(own === null ? [{ value: "own" as const, label: "None" }] : []),
    { value: "other", label: "Another policy" },
  ];
  return (
    <SpaceBetween size="xs">
      <FormField label="Permissions boundary">
        <Select
          selectedOption={options.find(({ value }) => value === setup.boundary) ?? null}
          options={options}
          onChange={({ detail }) =>
            onChange({ boundary: options.find(({ value }) => value === detail.selectedOption.value)?.value ?? "own" })
          }
        />
      </FormField>
      {setup.boundary === "other" ? (
        <PolicyEditor
          text={setup.boundaryText}
          onChange={(boundaryText) => onChange({ boundaryText })}
          kind="identity"
          label="Permissions boundary"
        />
      ) : null}
    </SpaceBetween>
  );
}

/** Service control policies are simulated with pasted policies only. */
export function Guardrail({ setup, onChange }: Props) {
  return (
    <SpaceBetween size="xs">
      <Checkbox checked={setup.hasGuardrail} onChange={({ detail }) => onChange({ hasGuardrail: detail.checked })}>
        Service control policy
      </Checkbox>
      {setup.hasGuardrail ? (
        <PolicyEditor
          text={setup.guardrail}
          onChange={(guardrail) => onChange({ guardrail })}
          kind="control"
          label="Service control policy"
        />
      ) : null}
    </SpaceBetween>
  );
}
