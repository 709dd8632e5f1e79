/** When a request is meant: the conditions that are asked for most, and any other. */
import Box from "@cloudscape-design/components/box";
import Button, { type ButtonProps } from "@cloudscape-design/components/button";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { globalKeys } from "../../api/catalogue";
import type { Condition } from "../../policy/document";
import { otherConditions } from "../../policy/quick";
import { conditionInWords } from "../../policy/words";
import { Answer } from "../answer";
import { Buttons } from "../buttons";
import { ConditionDialog } from "./condition-dialog";
import type { PartProps } from "./form";
import { Part } from "./part";
import { QuickConditions } from "./quick-conditions";

/** Values that the dialog's lines cannot hold are left alone. */
const canEdit = ({ values }: Condition) =>
  values.every((value) => value.trim() === value && value !== "" && !/\n/.test(value));

export function Conditions(props: PartProps) {
  const { block, onChange } = props;
  /** The condition that is edited; "new" for one more. */
  const [editing, setEditing] = useState<Condition | "new" | null>(null);
  const put = (condition: Condition) => {
    const { conditions } = block;
    setEditing(null);
    onChange({
      ...block,
      conditions:
        editing === "new"
          ? [...conditions, condition]
          : conditions.map((each) => (each === editing ? condition : each)),
    });
  };
  const add = useRef<ButtonProps.Ref>(null);
  const remove = (condition: Condition) => {
    onChange({ ...block, conditions: block.conditions.filter((each) => each !== condition) });
    // What had the focus is gone.
    add.current?.focus();
  };
  return (
    <Part
      title="Request conditions"
      description="All of them have to be met. Without any, every request for the actions and resources is meant."
    >
      <QuickConditions block={block} onChange={onChange} />
      {otherConditions(block).map((condition) => {
        const words = conditionInWords(condition);
        return (
          <div key={`${condition.operator} ${condition.key}`} className="ostiary-condition">
            <Box>{words}</Box>
            <Buttons>
              {canEdit(condition) ? (
                <Button
                  variant="inline-link"
                  ariaLabel={`Edit condition ${words}`}
                  onClick={() => setEditing(condition)}
                >
                  Edit
                </Button>
              ) : null}
              <Button variant="inline-link" ariaLabel={`Remove condition ${words}`} onClick={() => remove(condition)}>
                Remove
              </Button>
            </Buttons>
          </div>
        );
      })}
      <Button ref={add} onClick={() => setEditing("new")}>
        Add condition
      </Button>
      {editing === null ? null : (
        <Adding
          {...props}
          condition={editing === "new" ? null : editing}
          onPut={put}
          onCancel={() => setEditing(null)}
        />
      )}
    </Part>
  );
}

interface AddingProps extends PartProps {
  condition: Condition | null;
  onPut: (condition: Condition) => void;
  onCancel: () => void;
}

function Adding({ block, service, condition, onPut, onCancel }: AddingProps) {
  return (
    <Answer query={useQuery(globalKeys())}>
      {(global) => (
        <ConditionDialog
          block={block}
          service={service}
          global={global}
          condition={condition}
          onPut={onPut}
          onCancel={onCancel}
        />
      )}
    </Answer>
  );
}
