/** A part of a page to which things are added, and from which those that are ticked are removed: table, buttons, dialogs. */
import Button from "@cloudscape-design/components/button";
import { type ReactNode, useState } from "react";
import { Buttons } from "./buttons";
import { PartTable, type PartTableProps } from "./part-table";

interface Props<T> extends Omit<PartTableProps<T>, "selected" | "onSelect" | "actions" | "emptyAction"> {
  /** What the button says that adds. */
  addText: string;
  /** The dialog that adds. */
  adding: (onClose: () => void) => ReactNode;
  /** The dialog that removes *items*. */
  removing: (items: readonly T[], onDone: () => void, onCancel: () => void) => ReactNode;
}

export function ChangingTable<T>({ addText, adding, removing, ...table }: Props<T>) {
  const [chosen, select] = useState<readonly T[]>([]);
  const [isAdding, setAdding] = useState(false);
  // What was ticked when somebody asked: rows that go meanwhile do not change the question.
  const [asked, ask] = useState<readonly T[] | null>(null);
  const done = () => {
    select([]);
    ask(null);
  };
  // Of several some may be gone after a removal that was refused half-way.
  const present = new Set(table.rows.data?.map(table.idOf));
  const selected = chosen.filter((item) => present.has(table.idOf(item)));
  const add = <Button onClick={() => setAdding(true)}>{addText}</Button>;
  return (
    <>
      <PartTable<T>
        {...table}
        selected={selected}
        onSelect={select}
        actions={
          <Buttons>
            <Button disabled={selected.length === 0} onClick={() => ask(selected)}>
              Remove
            </Button>
            {add}
          </Buttons>
        }
        emptyAction={add}
      />
      {isAdding ? adding(() => setAdding(false)) : null}
      {asked ? removing(asked, done, () => ask(null)) : null}
    </>
  );
}
