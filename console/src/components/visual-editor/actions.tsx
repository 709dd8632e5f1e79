/** Which actions: all of them, by access level, one by one, or by patterns. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import TextFilter from "@cloudscape-design/components/text-filter";
import TokenGroup from "@cloudscape-design/components/token-group";
import { useState } from "react";
import type { Service } from "../../api/catalogue";
import { fullName } from "../../policy/blocks";
import { choose, chooseAll, dependents, hasAllActions, patternsIn, readPattern } from "../../policy/choices";
import { byLevel } from "../../policy/levels";
import { splitAction } from "../../policy/match";
import { AddText } from "./add-text";
import type { PartProps } from "./form";
import { LevelGroup } from "./level";
import { Part } from "./part";

export function Actions(props: PartProps) {
  const { block, service, onChange } = props;
  const isAll = hasAllActions(block);
  return (
    <Part title="Actions" description={`Which actions are ${block.effect === "Allow" ? "allowed" : "denied"}.`}>
      <Checkbox
        checked={isAll}
        description={fullName(block.service, "*")}
        onChange={({ detail }) => onChange(chooseAll(block, detail.checked))}
      >
        All actions
      </Checkbox>
      {service === null ? null : <Chosen {...props} service={service} />}
      {block.actions.length === 0 ? <StatusIndicator type="warning">Choose at least one action</StatusIndicator> : null}
    </Part>
  );
}

function Chosen({ block, blocks, service, onChange, onAdd }: PartProps & { service: Service }) {
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  const found = service.actions.filter(({ name }) => name.toLowerCase().includes(wanted));
  const patterns = patternsIn(block, service);
  return (
    <SpaceBetween size="s">
      <TextFilter
        filteringText={filter}
        filteringPlaceholder="Find actions"
        filteringAriaLabel={`Find actions of ${service.name}`}
        countText={wanted ? `${found.length} ${found.length === 1 ? "match" : "matches"}` : ""}
        onChange={({ detail }) => setFilter(detail.filteringText)}
      />
      <div>
        {byLevel(found).map(({ level, actions }) => (
          <LevelGroup
            key={level}
            level={level}
            actions={actions}
            block={block}
            isOpenedBySearch={wanted !== ""}
            onChoose={(names, isChosen) => onChange(choose(block, names, isChosen))}
          />
        ))}
      </div>
      <AddText
        label="Add actions by pattern"
        verb="Add pattern"
        constraint="Letters, digits, * for any text, and ? for any one sign, such as Get*"
        placeholder="Get*"
        read={(text) => readPattern(text, service.prefix)}
        error={`Enter the name of an action of ${service.prefix}, or a pattern such as Get*.`}
        onAdd={(pattern) => onChange(choose(block, [pattern], true))}
      />
      {patterns.length > 0 ? (
        <TokenGroup
          items={patterns.map((name) => ({ label: fullName(service.prefix, name), dismissLabel: `Remove ${name}` }))}
          onDismiss={({ detail }) => onChange(choose(block, patterns.slice(detail.itemIndex).slice(0, 1), false))}
        />
      ) : null}
      <Dependents actions={dependents(block, service, blocks)} onAdd={onAdd} />
    </SpaceBetween>
  );
}

/** What the chosen actions cannot do without. */
function Dependents({ actions, onAdd }: { actions: readonly string[]; onAdd: PartProps["onAdd"] }) {
  if (actions.length === 0) return null;
  return (
    <Alert type="info" header="The chosen actions need others">
      <SpaceBetween size="xs">
        {actions.map((action) => {
          const { prefix, name } = splitAction(action) ?? { prefix: "", name: "" };
          return (
            <Button key={action} variant="inline-link" onClick={() => onAdd({ service: prefix, actions: [name] })}>
              {`Add ${action}`}
            </Button>
          );
        })}
      </SpaceBetween>
    </Alert>
  );
}
