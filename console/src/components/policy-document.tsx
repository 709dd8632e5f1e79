/** What a policy allows and denies, to read: in tables, or as it is written. */
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { Answer } from "./answer";
import { JsonView } from "./json-view";
import { managedDocument } from "./policy-queries";

const PolicySummary = lazy(async () => ({ default: (await import("./policy-summary")).PolicySummary }));

const VIEWS = [
  { id: "summary", text: "Summary" },
  { id: "json", text: "JSON" },
];

interface Props {
  text: string;
  name: string;
  actions?: ReactNode;
}

export function DocumentView({ text, name, actions }: Props) {
  const [view, setView] = useState("summary");
  return (
    <SpaceBetween size="s">
      <SegmentedControl
        label={`View of ${name}`}
        selectedId={view}
        options={VIEWS}
        onChange={({ detail }) => setView(detail.selectedId)}
      />
      {view === "json" ? (
        <JsonView text={text} name={`Policy ${name}`} actions={actions} />
      ) : (
        <>
          {actions}
          <Suspense fallback={<StatusIndicator type="loading">Loading</StatusIndicator>}>
            <PolicySummary document={text} />
          </Suspense>
        </>
      )}
    </SpaceBetween>
  );
}

/** The same of a managed policy, which is asked for. */
export function ManagedDocument({ arn, name }: { arn: string; name: string }) {
  return <Answer query={useQuery(managedDocument(arn))}>{(text) => <DocumentView text={text} name={name} />}</Answer>;
}
