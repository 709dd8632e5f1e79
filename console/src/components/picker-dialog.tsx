/** A dialog in which some of a list are chosen, and something is done with each of them. */
import { useState } from "react";
import { PartTable, type PartTableProps } from "./part-table";
import type { Step } from "./steps";
import { StepsDialog } from "./steps-dialog";

interface Props<T> extends Pick<PartTableProps<T>, "noun" | "rows" | "columns" | "idOf" | "nameOf" | "emptyText"> {
  title: string;
  verb: string;
  stepOf: (item: T) => Step;
  forgets: readonly string[];
  onDone: (chosen: readonly T[]) => void;
  onCancel: () => void;
}

export function PickerDialog<T>({ title, verb, stepOf, forgets, onDone, onCancel, ...table }: Props<T>) {
  const [chosen, choose] = useState<readonly T[]>([]);
  return (
    <StepsDialog
      title={title}
      verb={verb}
      size="large"
      steps={chosen.map(stepOf)}
      forgets={forgets}
      onDone={() => onDone(chosen)}
      onCancel={onCancel}
    >
      <PartTable<T> {...table} variant="embedded" selected={chosen} onSelect={choose} />
    </StepsDialog>
  );
}
