/** Edits a policy document: as JSON, and by forms. These are two views of one text; which one is seen is in the address. */
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { lazy, Suspense, useState } from "react";
import { useAddress } from "../../app/use-address";
import type { Place } from "../code-editor";
import { FindingsPanel } from "./findings-panel";
import { JsonEditor, type JsonEditorProps } from "./json-editor";
import { Room } from "./room";
import { useChecked } from "./use-findings";

const VisualEditor = lazy(async () => ({ default: (await import("../visual-editor/visual-editor")).VisualEditor }));

const PLAIN = { editor: "visual" };

const VIEWS = [
  { id: "visual", text: "Visual" },
  { id: "json", text: "JSON" },
];

interface Props extends JsonEditorProps {
  /** Whether it can be written by forms too. What names principals cannot; and there is one such editor on a page. */
  hasForms?: boolean;
}

export function PolicyEditor({ hasForms = false, ...props }: Props) {
  return hasForms ? <TwoViews {...props} /> : <JsonEditor {...props} />;
}

function TwoViews(props: JsonEditorProps) {
  const [{ editor }, change] = useAddress(PLAIN);
  const [place, setPlace] = useState<Place | undefined>();
  const show = (view: string, at?: Place) => {
    setPlace(at);
    change({ editor: view });
  };
  return (
    <SpaceBetween size="m">
      <SegmentedControl
        label="Editor"
        selectedId={editor}
        options={VIEWS}
        onChange={({ detail }) => show(detail.selectedId)}
      />
      {editor === "json" ? (
        <JsonEditor {...props} {...(place && { start: place })} />
      ) : (
        <Visual {...props} onGo={(at) => show("json", at)} />
      )}
    </SpaceBetween>
  );
}

function Visual({ text, onChange, kind, limit, onErrors, onGo }: JsonEditorProps & { onGo: (place: Place) => void }) {
  const { query, isCurrent } = useChecked(text, kind, onErrors);
  return (
    <SpaceBetween size="m">
      <Suspense fallback={<StatusIndicator type="loading">Loading the editor</StatusIndicator>}>
        <VisualEditor text={text} onChange={onChange} />
      </Suspense>
      {limit === undefined ? null : <Room text={text} limit={limit} />}
      <FindingsPanel query={query} isCurrent={isCurrent} onGo={onGo} />
    </SpaceBetween>
  );
}
