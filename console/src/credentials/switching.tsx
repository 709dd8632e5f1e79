/** Switching a key, credential or certificate on and off, and deleting it: the actions that all small tables have. */
import { Confirm } from "./confirm";
import type { RowAction } from "./credential-table";
import { isActive, isInactive } from "./status";

export interface Switchable<T> {
  /** "SSH public key" */
  noun: string;
  idOf: (item: T) => string;
  setStatus: (id: string, status: "Active" | "Inactive") => Promise<unknown>;
  /** The operation that lists them. */
  list: string;
  /** What both mean for whoever uses it. */
  means: { activate: string; deactivate: string };
}

export interface Removable<T> extends Switchable<T> {
  remove: (id: string) => Promise<unknown>;
  means: { activate: string; deactivate: string; remove: string };
}

interface HasStatus {
  Status?: string | undefined;
}

/** What asks before each action of *noun*. */
const asking =
  <T,>({ noun, idOf, list }: Pick<Switchable<T>, "noun" | "idOf" | "list">) =>
  (
    id: string,
    text: string,
    done: string,
    meaning: string,
    work: (id: string) => Promise<unknown>,
    fits?: (item: T) => boolean,
  ): RowAction<T> => ({
    id,
    text,
    ...(fits && { fits }),
    dialog: (item, close) => (
      <Confirm
        title={`${text} ${idOf(item)}?`}
        verb={text}
        work={() => work(idOf(item))}
        forgets={[list]}
        said={`${noun} ${idOf(item)} ${done}.`}
        onClose={close}
      >
        {meaning}
      </Confirm>
    ),
  });

export function switching<T extends HasStatus>(kind: Switchable<T>): [RowAction<T>, RowAction<T>] {
  const { setStatus, means } = kind;
  const action = asking(kind);
  return [
    action("activate", "Activate", "activated", means.activate, (id) => setStatus(id, "Active"), isInactive),
    action("deactivate", "Deactivate", "deactivated", means.deactivate, (id) => setStatus(id, "Inactive"), isActive),
  ];
}

/** The same and deletion. */
export function switchingAndDeletion<T extends HasStatus>(kind: Removable<T>): RowAction<T>[] {
  return [...switching(kind), asking(kind)("delete", "Delete", "deleted", kind.means.remove, kind.remove)];
}
