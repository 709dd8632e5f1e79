/** The actions of one access level: ticked together, or opened and ticked one by one. */
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import { useState } from "react";
import type { Action } from "../../api/catalogue";
import type { FormBlock } from "../../policy/blocks";
import { chosenBy } from "../../policy/choices";
import { hasWildcard } from "../../policy/match";

interface Props {
  level: string;
  actions: readonly Action[];
  block: FormBlock;
  isOpenedBySearch: boolean;
  onChoose: (names: readonly string[], isChosen: boolean) => void;
}

export function LevelGroup({ level, actions, block, isOpenedBySearch, onChoose }: Props) {
  const [isOpened, setOpened] = useState(false);
  const isOpen = isOpened || isOpenedBySearch;
  const chosen = actions.map((action) => ({ action, by: chosenBy(block, action.name) }));
  const count = chosen.filter(({ by }) => by !== null).length;
  const free = chosen.filter(({ by }) => by === null || !hasWildcard(by));
  const names = free.map(({ action }) => action.name);
  return (
    <div className="ostiary-level">
      <div className="ostiary-level-head">
        <Button
          variant="inline-icon"
          iconName={isOpen ? "caret-down-filled" : "caret-right-filled"}
          ariaExpanded={isOpen}
          ariaLabel={`Actions of level ${level}`}
          onClick={() => setOpened(!isOpen)}
        />
        <Checkbox
          checked={count === actions.length}
          indeterminate={count > 0 && count < actions.length}
          disabled={free.length === 0}
          onChange={({ detail }) => onChoose(names, detail.checked)}
        >
          {`${level} (${count} of ${actions.length} selected)`}
        </Checkbox>
      </div>
      {isOpen ? (
        <div className="ostiary-level-actions">
          {chosen.map(({ action: { name }, by }) => {
            const isByPattern = by !== null && hasWildcard(by);
            return (
              <Checkbox
                key={name}
                checked={by !== null}
                disabled={isByPattern}
                description={isByPattern ? `Selected by ${by}` : undefined}
                onChange={({ detail }) => onChoose([name], detail.checked)}
              >
                {name}
              </Checkbox>
            );
          })}
        </div>
      ) : null}
    </div>
  );
}
