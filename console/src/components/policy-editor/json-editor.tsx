/** A policy as JSON: the editor, what it has room for, and what is found in it. */
import Box from "@cloudscape-design/components/box";
import ButtonGroup from "@cloudscape-design/components/button-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMemo, useRef, useState } from "react";
import { CodeEditor, type CodeEditorHandle, type Place } from "../code-editor";
import { isJson, marksOf, type PolicyKind } from "./findings";
import { FindingsPanel } from "./findings-panel";
import { Room } from "./room";
import { useChecked } from "./use-findings";

export interface JsonEditorProps {
  text: string;
  onChange: (text: string) => void;
  kind: PolicyKind;
  /** How many characters IAM takes, white space not counted. */
  limit?: number;
  /** Told whether the document has errors. Those block the way on; other findings do not. */
  onErrors?: (hasErrors: boolean) => void;
  onCursor?: (place: Place) => void;
  label?: string;
  /** Where somebody is who was sent here. */
  start?: Place;
}

const ACTIONS = [
  { type: "icon-button", id: "undo", iconName: "undo", text: "Undo" },
  { type: "icon-button", id: "redo", iconName: "redo", text: "Redo" },
] as const;

export function JsonEditor({
  text,
  onChange,
  kind,
  limit,
  onErrors,
  onCursor,
  label = "Policy document",
  start,
}: JsonEditorProps) {
  const editor = useRef<CodeEditorHandle>(null);
  const [cursor, setCursor] = useState<Place>({ line: 1, column: 0 });
  const { query, isCurrent } = useChecked(text, kind, onErrors);
  const marks = useMemo(() => marksOf(query.data ?? []), [query.data]);

  return (
    <SpaceBetween size="xs">
      <ButtonGroup
        variant="icon"
        ariaLabel="Edit the document"
        items={[
          ...ACTIONS,
          { type: "icon-button", id: "format", iconName: "script", text: "Format", disabled: !isJson(text) },
        ]}
        onItemClick={({ detail: { id } }) => {
          if (id === "format") onChange(formatted(text));
          else if (id === "undo") editor.current?.undo();
          else editor.current?.redo();
        }}
      />
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
            {isCurrent ? "" : " · Checking"}
          </Box>
          {limit === undefined ? null : <Room text={text} limit={limit} />}
        </div>
      </div>
      <FindingsPanel query={query} isCurrent={isCurrent} onGo={(place) => editor.current?.goTo(place)} />
    </SpaceBetween>
  );
}

const formatted = (text: string) => JSON.stringify(JSON.parse(text), null, 2);
