/** Edits a policy document, as forms or as JSON: two views of one text. Both show what is found in it. */
import Box from "@cloudscape-design/components/box";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { lazy, Suspense, useMemo, useRef, useState } from "react";
import { useAddress } from "../../app/use-address";
import type { CodeEditorHandle, Place } from "../code-editor";
import { marksOf, type PolicyKind } from "./findings";
import { FindingsPanel } from "./findings-panel";
import { JsonEditor } from "./json-editor";
import { Room } from "./room";
import { PanelButton, StatementPanel } from "./statement-panel";
import { useChecked } from "./use-findings";
import { usePanel } from "./use-panel";

const VisualEditor = lazy(async () => ({ default: (await import("../visual-editor/visual-editor")).VisualEditor }));

type View = "visual" | "json";

const VIEWS: readonly { id: View; text: string }[] = [
  { id: "visual", text: "Visual" },
  { id: "json", text: "JSON" },
];

/** Where the address says which view is shown. */
const PLAIN = { editor: "" };

function useView(kind: PolicyKind, first: View, isInAddress: boolean) {
  const [{ editor }, change] = useAddress(PLAIN);
  const [own, setOwn] = useState("");
  const chosen = isInAddress ? editor : own;
  const view = VIEWS.find(({ id }) => id === chosen)?.id ?? first;
  const show = (to: View) => (isInAddress ? change({ editor: to }) : setOwn(to));
  return [kind === "identity" ? view : "json", show] as const;
}

interface Props {
  text: string;
  onChange: (text: string) => void;
  /** Forms are for identity policies: they know no principals. */
  kind: PolicyKind;
  /** How many characters IAM takes, white space not counted. */
  limit?: number;
  /** Told whether the document has errors. Those block the way on; other findings do not. It has to stay the same. */
  onErrors?: (hasErrors: boolean) => void;
  /** The view to begin with, until somebody chooses. */
  first?: View;
  /** For the one editor of a page: the address says which view is shown, and a panel edits the statement at the cursor. */
  isInAddress?: boolean;
  /** What the document is called for who does not see it. */
  label?: string;
}

export function PolicyEditor({ text, onChange, kind, limit, onErrors, first, isInAddress, label }: Props) {
  const [view, show] = useView(kind, first ?? "json", isInAddress ?? false);
  const editor = useRef<CodeEditorHandle>(null);
  const [start, setStart] = useState<Place | undefined>();
  const { query, isCurrent } = useChecked(text, kind, onErrors);
  const panel = usePanel(text, editor);
  // A page has one such panel, for its one editor.
  const hasPanel = isInAddress === true && kind === "identity" && view === "json";
  const marks = useMemo(() => marksOf(query.data ?? []), [query.data]);

  const goTo = (place: Place) => {
    if (view === "json") return editor.current?.goTo(place);
    // Only the text has lines.
    setStart(place);
    show("json");
  };

  return (
    <SpaceBetween size="m">
      {kind === "identity" ? (
        <SegmentedControl
          label="Editor"
          selectedId={view}
          options={VIEWS}
          onChange={({ detail }) => {
            setStart(undefined);
            show(detail.selectedId === "visual" ? "visual" : "json");
          }}
        />
      ) : null}
      {view === "visual" ? (
        <>
          <Suspense fallback={<StatusIndicator type="loading">Loading the editor</StatusIndicator>}>
            <VisualEditor text={text} onChange={onChange} />
          </Suspense>
          {limit === undefined ? null : (
            <Box textAlign="right">
              <Room text={text} limit={limit} />
            </Box>
          )}
        </>
      ) : (
        <JsonEditor
          editor={editor}
          text={text}
          onChange={onChange}
          marks={marks}
          isChecking={!isCurrent}
          label={label ?? "Policy document"}
          {...(limit !== undefined && { limit })}
          {...(start && { start })}
          {...(hasPanel && {
            onCursor: panel.follow,
            actions: <PanelButton isOpen={panel.isOpen} onClick={panel.toggle} />,
          })}
        />
      )}
      {hasPanel && panel.isOpen ? (
        <StatementPanel
          text={text}
          onChange={onChange}
          statement={panel.statement}
          onAdd={panel.added}
          onClose={panel.close}
        />
      ) : null}
      <FindingsPanel query={query} isCurrent={isCurrent} onGo={goTo} />
    </SpaceBetween>
  );
}
