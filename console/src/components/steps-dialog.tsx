/** Asks before several calls are made, and keeps what failed. */
import type { ModalProps } from "@cloudscape-design/components/modal";
import type { ReactNode } from "react";
import { Dialog } from "./dialog";
import { Failures } from "./failures";
import { type Step, useSteps } from "./steps";

interface Props {
  title: string;
  verb: string;
  /** Without any, there is nothing to do yet. */
  steps: readonly Step[];
  /** The operations whose answers are old afterwards. */
  forgets: readonly string[];
  onDone: () => void;
  onCancel: () => void;
  children: ReactNode;
  size?: ModalProps.Size;
}

export function StepsDialog({ title, verb, steps, forgets, onDone, onCancel, children, size = "medium" }: Props) {
  const { run, isBusy, failures, retry } = useSteps({ forgets, onDone });
  return (
    <Dialog
      title={title}
      verb={verb}
      size={size}
      isReady={steps.length > 0}
      isBusy={isBusy}
      error={null}
      // What was done before a refusal is not done again.
      onConfirm={() => (failures.length > 0 ? retry() : run(steps))}
      onCancel={onCancel}
    >
      <Failures failures={failures} onRetry={retry} />
      {children}
    </Dialog>
  );
}
