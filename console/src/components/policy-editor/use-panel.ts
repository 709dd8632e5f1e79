import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { lastStatement, offsetOf, statementAt } from "../../policy/statement-at";
import type { CodeEditorHandle, Place } from "../code-editor";

/** Where there is room for both, the panel is open until somebody closes it. */
const ROOMY = "(min-width: 1600px)";

/** The panel of statements: whether it is open, and which statement the cursor of *editor* is in. */
export function usePanel(text: string, editor: RefObject<CodeEditorHandle | null>) {
  const [isOpen, setOpen] = useState(() => window.matchMedia(ROOMY).matches);
  const [cursor, setCursor] = useState<Place>({ line: 1, column: 0 });
  const statement = useMemo(() => (isOpen ? statementAt(text, offsetOf(text, cursor)) : null), [isOpen, text, cursor]);

  // What was added is in the editor once it has the new text; then the cursor comes to it.
  const isAdded = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the new text that is waited for
  useEffect(() => {
    const place = isAdded.current ? lastStatement(text) : null;
    isAdded.current = false;
    if (place) editor.current?.point(place);
  }, [text]);

  return {
    isOpen,
    statement,
    follow: setCursor,
    toggle: () => setOpen(!isOpen),
    close: useCallback(() => setOpen(false), []),
    added: () => {
      isAdded.current = true;
    },
  };
}
