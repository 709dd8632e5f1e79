/** A list that is a page, whose rows are ticked to be deleted: the table, the buttons beside its title, and the dialog. */
import Button from "@cloudscape-design/components/button";
import { type ReactNode, useState } from "react";
import { usePageHelp } from "../app/help";
import { href } from "../app/paths";
import { useGo } from "../app/use-go";
import { Buttons } from "./buttons";
import { type ListProps, ResourceTable } from "./resource-table";

/** What the dialog that deletes is given. */
export interface Deletion<T> {
  items: readonly T[];
  onDone: () => void;
  onCancel: () => void;
}

interface Props<T> extends Omit<ListProps<T>, "selected" | "onSelect" | "actions" | "create" | "info"> {
  help: NonNullable<ListProps<T>["info"]>;
  /** The button that leads to where one is made. */
  create: { text: string; path: string };
  /** Buttons between the two. */
  more?: ReactNode;
  dialog: (deletion: Deletion<T>) => ReactNode;
}

export function DeletableList<T>({ help, create, more, dialog, ...list }: Props<T>) {
  usePageHelp(help);
  const { follow } = useGo();
  const [chosen, select] = useState<T[]>([]);
  // Of several some may be gone after a deletion that was refused half-way.
  const present = new Set(list.query.data?.map(list.idOf));
  const selected = chosen.filter((item) => present.has(list.idOf(item)));
  // What was ticked when somebody asked: rows that go meanwhile do not change the question.
  const [asked, ask] = useState<readonly T[] | null>(null);
  const done = () => {
    ask(null);
    select([]);
  };

  const make = (
    <Button variant="primary" href={href(create.path)} onFollow={follow}>
      {create.text}
    </Button>
  );
  return (
    <>
      <ResourceTable
        {...list}
        info={help}
        selected={selected}
        onSelect={select}
        actions={
          <Buttons>
            <Button disabled={selected.length === 0} onClick={() => ask(selected)}>
              Delete
            </Button>
            {more}
            {make}
          </Buttons>
        }
        create={make}
      />
      {asked ? dialog({ items: asked, onDone: done, onCancel: () => ask(null) }) : null}
    </>
  );
}
