/** An editor of JSON, with line numbers, folding, search, and marks beside its lines. */
import "./code-editor/code-editor.css";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { lazy, type Ref, Suspense } from "react";
import type { Mark } from "./code-editor/marks";

/** A place in the text: lines count from 1, columns from 0, in the units of JavaScript's strings. */
export interface Place {
  line: number;
  column: number;
}

export interface CodeEditorHandle {
  /** Move the cursor, and come into the editor. */
  goTo: (place: Place) => void;
  /** Move the cursor, and stay where one is. */
  point: (place: Place) => void;
  undo: () => void;
  redo: () => void;
}

export interface CodeEditorProps {
  text: string;
  onChange?: (text: string) => void;
  onCursor?: (place: Place) => void;
  /** What the editor is called for who does not see it. */
  label: string;
  marks?: readonly Mark[];
  height?: number;
  isReadOnly?: boolean;
  /** Where the cursor is at first; the editor is then gone into. */
  start?: Place;
  ref?: Ref<CodeEditorHandle>;
}

const Surface = lazy(() => import("./code-editor/surface"));

export function CodeEditor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<StatusIndicator type="loading">Loading the editor</StatusIndicator>}>
      <Surface {...props} />
    </Suspense>
  );
}
