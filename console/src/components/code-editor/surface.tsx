/** The editor itself: the one module that knows Ace. It is loaded when an editor is first shown. */
import type { Ace } from "ace-builds";
import { useEffect, useImperativeHandle, useRef, useSyncExternalStore } from "react";
import { isDark, onTheme } from "../../app/theme";
import type { CodeEditorProps, Place } from "../code-editor";
import { newEditor, THEMES } from "./ace";
import { joinedMarks } from "./marks";

export default function Surface({
  text,
  label,
  marks = [],
  height = 480,
  isReadOnly = false,
  start,
  ref,
  ...told
}: CodeEditorProps) {
  const container = useRef<HTMLDivElement>(null);
  const editor = useRef<Ace.Editor>(null);
  const dark = useSyncExternalStore(onTheme, isDark);
  // What the editor calls is always what was last given.
  const given = useRef({ text, told, marks, start });
  given.current = { text, told, marks, start };
  const isOurs = useRef(new WeakSet<Ace.Annotation>());

  useEffect(() => {
    if (container.current === null) return;
    const made = newEditor(container.current, given.current.text, isDark());
    editor.current = made;
    let isDue = false;
    made.on("change", () => {
      if (isDue) return;
      isDue = true;
      // One edit can be several changes; only what stands after them is told.
      queueMicrotask(() => {
        isDue = false;
        const { text: known, told } = given.current;
        if (made.getValue() !== known) told.onChange?.(made.getValue());
      });
    });
    made.selection.on("changeCursor", () => {
      const { row, column } = made.getCursorPosition();
      given.current.told.onCursor?.({ line: row + 1, column });
    });
    // The worker, which finds what is not JSON, puts its own marks in the place of all others.
    made.session.on("changeAnnotation", () => showMarks(made, given.current.marks, isOurs.current));
    const { start: place } = given.current;
    if (place) goTo(made, place);
    return () => {
      made.destroy();
      editor.current = null;
    };
  }, []);

  useEffect(() => {
    const present = editor.current;
    if (present === null || present.getValue() === text) return;
    // Cursor and view stay where they are: what somebody looks at is changed by what stands beside it.
    const place = present.selection.toJSON();
    const top = present.session.getScrollTop();
    present.setValue(text, -1);
    present.selection.fromJSON(place);
    present.session.setScrollTop(top);
  }, [text]);

  useEffect(() => {
    if (editor.current) showMarks(editor.current, marks, isOurs.current);
  }, [marks]);

  useEffect(() => {
    editor.current?.setTheme(dark ? THEMES.dark : THEMES.light);
  }, [dark]);

  useEffect(() => {
    editor.current?.setReadOnly(isReadOnly);
  }, [isReadOnly]);

  useEffect(() => {
    editor.current?.setOption("textInputAriaLabel", label);
  }, [label]);

  useImperativeHandle(
    ref,
    () => ({
      goTo: (place) => {
        if (editor.current) goTo(editor.current, place);
      },
      point: ({ line, column }) => editor.current?.gotoLine(line, column, false),
      undo: () => editor.current?.undo(),
      redo: () => editor.current?.redo(),
    }),
    [],
  );

  return <section ref={container} className="ostiary-editor" style={{ blockSize: height }} aria-label={label} />;
}

function goTo(editor: Ace.Editor, { line, column }: Place): void {
  editor.gotoLine(line, column, false);
  editor.focus();
}

/** Show *marks* beside those of the worker. */
function showMarks(
  editor: Ace.Editor,
  marks: CodeEditorProps["marks"] & object,
  isOurs: WeakSet<Ace.Annotation>,
): void {
  const present = editor.session.getAnnotations();
  const wanted = joinedMarks(present, marks, isOurs);
  if (wanted !== null) editor.session.setAnnotations(wanted);
}
