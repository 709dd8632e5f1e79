/** Asks before something small is done, such as switching a key off. */
import type { ReactNode } from "react";
import { Dialog } from "../components/dialog";
import { useWrite } from "./use-write";

interface Props {
  title: string;
  verb: string;
  work: () => Promise<unknown>;
  forgets: readonly string[];
  said: string;
  isReady?: boolean;
  onClose: () => void;
  children: ReactNode;
}

export function Confirm({ title, verb, work, forgets, said, isReady = true, onClose, children }: Props) {
  const write = useWrite({ work, forgets, said, onDone: onClose });
  return (
    <Dialog
      title={title}
      verb={verb}
      isReady={isReady}
      isBusy={write.isPending}
      error={write.error}
      onConfirm={() => write.mutate()}
      onCancel={onClose}
    >
      {children}
    </Dialog>
  );
}
