/** The columns of the list of events. */
import Button from "@cloudscape-design/components/button";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { Column } from "../../components/columns";
import { RelativeTime } from "../../components/time";
import type { AuditEvent, Outcome } from "./event";

export const OUTCOMES: Readonly<Record<Outcome, { type: StatusIndicatorProps.Type; text: string }>> = {
  succeeded: { type: "success", text: "Succeeded" },
  denied: { type: "error", text: "Denied" },
  failed: { type: "warning", text: "Failed" },
};

export function OutcomeOf({ event: { outcome, code } }: { event: AuditEvent }) {
  const { type, text } = OUTCOMES[outcome];
  return <StatusIndicator type={type}>{outcome === "failed" && code ? `${text}: ${code}` : text}</StatusIndicator>;
}

const resourcesOf = ({ resources }: AuditEvent) => resources.map(({ name }) => name).join(", ");

/** The columns; *open* shows an event. */
export const eventColumns = (open: (event: AuditEvent) => void): readonly Column<AuditEvent>[] => [
  {
    id: "time",
    header: "Event time",
    isShown: true,
    minWidth: 140,
    cell: ({ time }) => <RelativeTime at={time} />,
  },
  {
    id: "name",
    header: "Event name",
    isName: true,
    isShown: true,
    minWidth: 200,
    cell: (event) => (
      <Button variant="inline-link" onClick={() => open(event)} ariaLabel={`Open ${event.name}`}>
        {event.name}
      </Button>
    ),
  },
  { id: "user", header: "User name", isShown: true, cell: ({ user }) => user || "-" },
  { id: "principal", header: "Principal", cell: ({ principal }) => principal || "-" },
  { id: "address", header: "Source IP address", isShown: true, cell: ({ address }) => address || "-" },
  { id: "resource", header: "Resources", isShown: true, cell: (event) => resourcesOf(event) || "-" },
  { id: "outcome", header: "Outcome", isShown: true, cell: (event) => <OutcomeOf event={event} /> },
  {
    id: "key",
    header: "AWS access key",
    cell: ({ accessKey }) => (accessKey ? <span className="ostiary-id">{accessKey}</span> : "-"),
  },
  { id: "source", header: "Event source", cell: ({ source }) => source },
  { id: "read", header: "Read-only", cell: ({ isRead }) => (isRead ? "Yes" : "No") },
  { id: "id", header: "Event ID", cell: ({ id }) => <span className="ostiary-id">{id}</span> },
];
