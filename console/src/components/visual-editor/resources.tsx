/** Which resources: all, or those of each type that the chosen actions are done to. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import TokenGroup from "@cloudscape-design/components/token-group";
import { useState } from "react";
import type { ResourceType, Service } from "../../api/catalogue";
import { anyIn } from "../../policy/arns";
import {
  addResources,
  hasAllActions,
  hasAllResources,
  removeResource,
  sortResources,
  typesFor,
  withoutTypes,
} from "../../policy/choices";
import { accountOf, useSession } from "../../session/context";
import { ArnDialog } from "./arn-dialog";
import type { PartProps } from "./form";
import { Part } from "./part";

export function Resources(props: PartProps) {
  const { block, onChange } = props;
  const isAll = hasAllResources(block);
  return (
    <Part title="Resources" description="What the actions may be done to.">
      <RadioGroup
        ariaLabel="Resources"
        value={isAll ? "all" : "specific"}
        items={[
          { value: "specific", label: "Specific resources" },
          { value: "all", label: "All resources", description: "Also those that are made later, in every account." },
        ]}
        onChange={({ detail }) => onChange({ ...block, resources: detail.value === "all" ? ["*"] : [] })}
      />
      {isAll ? null : <Specific {...props} />}
      {block.resources.length === 0 ? (
        <StatusIndicator type="warning">Add at least one resource, or choose all</StatusIndicator>
      ) : null}
    </Part>
  );
}

/** What a dialog that adds ARNs is open for; without a type they are written as text. */
interface Adding {
  type: ResourceType | null;
}

function Specific({ block, service, onChange, onClone }: PartProps) {
  const [adding, setAdding] = useState<Adding | null>(null);
  const types = service === null ? [] : typesFor(block, service);
  const { byType, others } =
    service === null ? { byType: new Map(), others: block.resources } : sortResources(block, types, service);
  const remove = (arn: string) => onChange(removeResource(block, arn));
  return (
    <SpaceBetween size="m">
      {types.map((type) => (
        <OfType
          key={type.name}
          type={type}
          arns={byType.get(type.name) ?? []}
          onAdd={(arns) => onChange(addResources(block, arns))}
          onRemove={remove}
          onOpen={() => setAdding({ type })}
        />
      ))}
      {others.length > 0 ? (
        <div>
          <Box variant="h5">Other resources</Box>
          <Arns arns={others} onRemove={remove} />
        </div>
      ) : null}
      <Button onClick={() => setAdding({ type: null })}>Add ARNs as text</Button>
      {service === null ? null : <NeedAll block={block} service={service} onChange={onChange} onClone={onClone} />}
      {adding ? (
        <ArnDialog
          type={adding.type}
          onCancel={() => setAdding(null)}
          onAdd={(arns) => {
            setAdding(null);
            onChange(addResources(block, arns));
          }}
        />
      ) : null}
    </SpaceBetween>
  );
}

interface OfTypeProps {
  type: ResourceType;
  arns: readonly string[];
  onAdd: (arns: readonly string[]) => void;
  onRemove: (arn: string) => void;
  onOpen: () => void;
}

function OfType({ type, arns, onAdd, onRemove, onOpen }: OfTypeProps) {
  const session = useSession();
  const any = anyIn(type.arn, session.principal.arn.split(":")[1] ?? "aws", accountOf(session));
  const hasAny = arns.includes(any);
  return (
    <SpaceBetween size="xxs">
      <SpaceBetween size="m" direction="horizontal" alignItems="center">
        <Box variant="h5">{type.name}</Box>
        <Checkbox
          checked={hasAny}
          ariaLabel={`Any ${type.name} in this account`}
          onChange={({ detail }) => (detail.checked ? onAdd([any]) : onRemove(any))}
        >
          Any in this account
        </Checkbox>
        <Button variant="inline-link" ariaLabel={`Add ARN of ${type.name}`} onClick={onOpen}>
          Add ARN
        </Button>
      </SpaceBetween>
      <Arns arns={arns} onRemove={onRemove} />
    </SpaceBetween>
  );
}

function Arns({ arns, onRemove }: { arns: readonly string[]; onRemove: (arn: string) => void }) {
  return (
    <TokenGroup
      alignment="vertical"
      items={arns.map((arn) => ({ label: arn, dismissLabel: `Remove ${arn}` }))}
      onDismiss={({ detail }) => {
        const arn = arns[detail.itemIndex];
        if (arn !== undefined) onRemove(arn);
      }}
    />
  );
}

/** Actions that are done to no resource of their own do nothing in a form of specific ones. */
function NeedAll({
  block,
  service,
  onChange,
  onClone,
}: Pick<PartProps, "block" | "onChange" | "onClone"> & { service: Service }) {
  const actions = withoutTypes(block, service);
  if (actions.length === 0) return null;
  const names = actions.map(({ name }) => name);
  // A name can be moved; what a pattern covers stays with it.
  const named = block.actions.filter((action) => names.some((name) => name.toLowerCase() === action.toLowerCase()));
  const isWhole = named.length === block.actions.length;
  const rest = { ...block, actions: block.actions.filter((action) => !named.includes(action)) };
  const text =
    names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more need` : `${names.join(", ")} need`;
  return (
    <Alert
      type="info"
      action={
        named.length === 0 || hasAllActions(block) ? undefined : isWhole ? (
          <Button onClick={() => onChange({ ...block, resources: ["*"] })}>Choose all resources</Button>
        ) : (
          <Button onClick={() => onClone({ actions: named, resources: ["*"] }, rest)}>Move them apart</Button>
        )
      }
    >
      {`${text} all resources (*): they are done to no resource of their own.`}
    </Alert>
  );
}
