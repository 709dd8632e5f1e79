/** The panel beside the page: forms of the statement that the cursor is in. */
import Button from "@cloudscape-design/components/button";
import SplitPanel from "@cloudscape-design/components/split-panel";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { lazy, Suspense, useMemo, useState } from "react";
import { createPortal } from "react-dom";
import { useSplitPanel } from "../../app/split-panel";

const VisualEditor = lazy(async () => ({ default: (await import("../visual-editor/visual-editor")).VisualEditor }));

interface Props {
  text: string;
  onChange: (text: string) => void;
  /** Which statement, from 0 on; null while the cursor is in none. */
  statement: number | null;
  /** A statement was added at the end. */
  onAdd: () => void;
  /** It has to stay the same. */
  onClose: () => void;
}

export function StatementPanel({ text, onChange, statement, onAdd, onClose }: Props) {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  // The frame gets a panel that stays the same; what is in it changes with every letter, and the frame need not.
  useSplitPanel(
    useMemo(
      () => ({
        content: (
          <SplitPanel header="Edit statement" closeBehavior="hide">
            <div ref={setPlace} />
          </SplitPanel>
        ),
        onClose,
        position: "side",
      }),
      [onClose],
    ),
  );
  if (place === null) return null;
  return createPortal(
    <Suspense fallback={<StatusIndicator type="loading">Loading the forms</StatusIndicator>}>
      <VisualEditor text={text} onChange={onChange} statement={statement} onAdd={onAdd} />
    </Suspense>,
    place,
  );
}

export function PanelButton({ isOpen, onClick }: { isOpen: boolean; onClick: () => void }) {
  return (
    <Button iconName="edit" ariaExpanded={isOpen} onClick={onClick}>
      Edit statement
    </Button>
  );
}
