/** A document as text: the editor, what it can do, and what it has room for. */
import Box from "@cloudscape-design/components/box";
import ButtonGroup from "@cloudscape-design/components/button-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, type RefObject, useState } from "react";
import { CodeEditor, type CodeEditorHandle, type Place } from "../code-editor";
import type { Mark } from "../code-editor/marks";
import { isJson } from "./findings";
import { Room } from "./room";

interface Props {
  text: string;
  onChange: (text: string) => void;
  marks: readonly Mark[];
  isChecking: boolean;
  label: string;
  limit?: number;
  /** Where the cursor is at first: somebody was sent there. */
  start?: Place;
  onCursor?: (place: Place) => void;
  /** What stands beside the buttons of the editor. */
  actions?: ReactNode;
  /** Commands to the editor are given by it. */
  editor: RefObject<CodeEditorHandle | null>;
}

export function JsonEditor({
  text,
  onChange,
  marks,
  isChecking,
  label,
  limit,
  start,
  onCursor,
  actions,
  editor,
}: Props) {
  const [cursor, setCursor] = useState<Place>({ line: 1, column: 0 });
  const canBeFormatted = isJson(text);
  const verbs: Record<string, () => void> = {
    undo: () => editor.current?.undo(),
    redo: () => editor.current?.redo(),
    format: () => onChange(JSON.stringify(JSON.parse(text), null, 2)),
  };

  return (
    <SpaceBetween size="xs">
      <div className="ostiary-editor-tools">
        <ButtonGroup
          variant="icon"
          ariaLabel="Edit the document"
          items={[
            { type: "icon-button", id: "undo", iconName: "undo", text: "Undo" },
            { type: "icon-button", id: "redo", iconName: "redo", text: "Redo" },
            { type: "icon-button", id: "format", iconName: "script", text: "Format", disabled: !canBeFormatted },
          ]}
          onItemClick={({ detail }) => verbs[detail.id]?.()}
        />
        {actions}
      </div>
      <div>
        <CodeEditor
          ref={editor}
          text={text}
          onChange={onChange}
          onCursor={(place) => {
            setCursor(place);
            onCursor?.(place);
          }}
          label={label}
          marks={marks}
          {...(start && { start })}
        />
        <div className="ostiary-editor-status">
          <Box variant="small">
            JSON · Ln {cursor.line}, Col {cursor.column + 1}
            {isChecking ? " · Checking" : ""}
          </Box>
          {limit === undefined ? null : <Room text={text} limit={limit} />}
        </div>
      </div>
    </SpaceBetween>
  );
}
