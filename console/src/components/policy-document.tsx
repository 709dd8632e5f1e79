/** What a policy allows and denies, to read: as a summary, or as its JSON. */
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Answer } from "./answer";
import { JsonView } from "./json-view";
import { managedDocument } from "./policy-queries";
import { PolicySummary } from "./policy-summary";

export type View = "summary" | "json";

const VIEWS: readonly { id: View; text: string }[] = [
  { id: "summary", text: "Summary" },
  { id: "json", text: "JSON" },
];

/** Return the view that *text*, for example of an address, names; the summary where it names none. */
export const viewOf = (text: string): View => VIEWS.find(({ id }) => id === text)?.id ?? "summary";

interface Props {
  text: string;
  name: string;
  actions?: ReactNode;
}

/** The document with a switch. *view* is what is shown. */
export function ViewedDocument({
  text,
  name,
  actions,
  view,
  onView,
}: Props & { view: View; onView: (view: View) => void }) {
  return (
    <SpaceBetween size="m">
      <SegmentedControl
        label={`View of policy ${name}`}
        selectedId={view}
        options={VIEWS}
        onChange={({ detail }) => onView(viewOf(detail.selectedId))}
      />
      {view === "json" ? (
        <JsonView text={text} name={`Policy ${name}`} actions={actions} />
      ) : (
        <SpaceBetween size="m">
          {actions}
          <PolicySummary document={text} />
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}

/** The same where it is no place of its own, as in a row that was opened. */
export function DocumentView({ first = "json", ...document }: Props & { first?: View }) {
  const [view, setView] = useState(first);
  return <ViewedDocument {...document} view={view} onView={setView} />;
}

/** The same of a managed policy, which is asked for. */
export function ManagedDocument({ arn, name }: { arn: string; name: string }) {
  return <Answer query={useQuery(managedDocument(arn))}>{(text) => <DocumentView text={text} name={name} />}</Answer>;
}
