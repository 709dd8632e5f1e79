/** What a policy allows and denies, to read: its JSON, or its summary. */
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Answer } from "./answer";
import { JsonView } from "./json-view";
import { managedDocument } from "./policy-queries";
import { PolicySummary } from "./policy-summary";

interface Props {
  text: string;
  name: string;
  /** Buttons beside the one that copies. */
  actions?: ReactNode;
}

export function DocumentView({ text, name, actions }: Props) {
  const [view, setView] = useState("json");
  return (
    <SpaceBetween size="s">
      <SegmentedControl
        label={`View of ${name}`}
        selectedId={view}
        options={[
          { id: "json", text: "JSON" },
          { id: "summary", text: "Summary" },
        ]}
        onChange={({ detail }) => setView(detail.selectedId)}
      />
      {view === "summary" ? (
        <PolicySummary document={text} />
      ) : (
        <JsonView text={text} name={`Policy ${name}`} actions={actions} />
      )}
    </SpaceBetween>
  );
}

/** The same of a managed policy, which is asked for. */
export function ManagedDocument({ arn, name }: { arn: string; name: string }) {
  return <Answer query={useQuery(managedDocument(arn))}>{(text) => <DocumentView text={text} name={name} />}</Answer>;
}
