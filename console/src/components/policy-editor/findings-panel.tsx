/** The findings in a document: a tab for each kind, with how many there are; a click leads to their place. */
import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import Tabs from "@cloudscape-design/components/tabs";
import { useState } from "react";
import type { ApiError } from "../../api/errors";
import { CallError } from "../call-error";
import type { Place } from "../code-editor";
import type { Finding, Gravity } from "./findings";
import { InCode, LearnMore } from "./learn-more";

const TABS: readonly { gravity: Gravity; title: string; none: string }[] = [
  { gravity: "SECURITY_WARNING", title: "Security", none: "No security warnings" },
  { gravity: "ERROR", title: "Errors", none: "No errors" },
  { gravity: "WARNING", title: "Warnings", none: "No warnings" },
  { gravity: "SUGGESTION", title: "Suggestions", none: "No suggestions" },
];

interface Props {
  query: { data: readonly Finding[] | undefined; error: ApiError | null; refetch: () => unknown };
  isCurrent: boolean;
  onGo: (place: Place) => void;
}

const counted = (findings: readonly Finding[]) =>
  TABS.map(({ gravity, title }) => `${title}: ${findings.filter((each) => each.gravity === gravity).length}`).join(
    ", ",
  );

export function FindingsPanel({ query: { data, error, refetch }, isCurrent, onGo }: Props) {
  const [chosen, choose] = useState<string | null>(null);
  if (error) return <CallError error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <StatusIndicator type="in-progress">Checking the document</StatusIndicator>;
  const of = (gravity: Gravity) => data.filter((each) => each.gravity === gravity);
  // Until somebody chooses, the first tab that has something to say is shown.
  const first = TABS.find(({ gravity }) => of(gravity).length > 0) ?? TABS[0];
  return (
    <SpaceBetween size="xs">
      <LiveRegion hidden>{isCurrent ? counted(data) : ""}</LiveRegion>
      <Tabs
        ariaLabel="Findings"
        activeTabId={chosen ?? first?.gravity ?? ""}
        onChange={({ detail }) => choose(detail.activeTabId)}
        tabs={TABS.map(({ gravity, title, none }) => ({
          id: gravity,
          label: `${title} (${of(gravity).length})`,
          content: <Findings title={title} findings={of(gravity)} none={none} onGo={onGo} />,
        }))}
      />
    </SpaceBetween>
  );
}

interface ListProps {
  title: string;
  findings: readonly Finding[];
  none: string;
  onGo: (place: Place) => void;
}

function Findings({ title, findings, none, onGo }: ListProps) {
  if (findings.length === 0) {
    return <Box color="text-status-inactive">{none}</Box>;
  }
  return (
    <Table<Finding>
      variant="embedded"
      contentDensity="compact"
      wrapLines
      items={findings}
      trackBy="id"
      ariaLabels={{ tableLabel: title }}
      columnDefinitions={[
        {
          id: "place",
          header: "Position",
          width: 130,
          cell: ({ place }) => {
            const shown = `Ln ${place.line}, Col ${place.column + 1}`;
            return (
              <Link ariaLabel={`Go to ${shown}`} onFollow={() => onGo(place)}>
                {shown}
              </Link>
            );
          },
        },
        {
          id: "text",
          header: "Finding",
          isRowHeader: true,
          cell: ({ text, code }) => (
            <>
              <InCode text={text} /> <Box variant="small">{code}</Box>
            </>
          ),
        },
        { id: "more", header: "Help", width: 130, cell: (finding) => <LearnMore finding={finding} /> },
      ]}
    />
  );
}
