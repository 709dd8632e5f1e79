/** Edits a policy document. Visual and JSON are two views of one text. */
import type { JsonEditorProps } from "./json-editor";
import { JsonEditor } from "./json-editor";

export function PolicyEditor(props: JsonEditorProps) {
  return <JsonEditor {...props} />;
}
