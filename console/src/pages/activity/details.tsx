/** One event: what it says in short, why it was denied, and the whole of it. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import SplitPanel from "@cloudscape-design/components/split-panel";
import { hasPage } from "../../app/pages";
import { href, paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { Arn, Copyable } from "../../components/arn";
import { JsonView } from "../../components/json-view";
import { ExactTime } from "../../components/time";
import { OutcomeOf } from "./columns";
import { type AuditEvent, actionOf } from "./event";

export function EventPanel({ event }: { event: AuditEvent }) {
  return (
    <SplitPanel
      header={event.name}
      closeBehavior="hide"
      headerActions={event.outcome === "denied" ? <Explain event={event} /> : null}
    >
      <SpaceBetween size="l">
        <KeyValuePairs
          columns={3}
          items={[
            { label: "Event time", value: <ExactTime at={event.time} /> },
            { label: "Outcome", value: <OutcomeOf event={event} /> },
            { label: "Action", value: actionOf(event) },
            { label: "Principal", value: event.principal ? <Arn arn={event.principal} /> : event.user || "-" },
            { label: "Source IP address", value: event.address || "-" },
            { label: "User agent", value: event.agent || "-" },
            ...event.resources.map(({ type, name }) => ({ label: type, value: name })),
            ...(event.message ? [{ label: "Error message", value: event.message }] : []),
            { label: "Request ID", value: <Copyable text={event.requestId} name="Request ID" /> },
            { label: "Event ID", value: <Copyable text={event.id} name="Event ID" /> },
          ]}
        />
        <Box variant="h3">Event record</Box>
        <JsonView text={event.text} name="Event record" />
      </SpaceBetween>
    </SplitPanel>
  );
}

function Explain({ event }: { event: AuditEvent }) {
  const { follow } = useGo();
  if (!hasPage(paths.explain)) return null;
  return (
    <Button href={href(`${paths.explain}?event=${encodeURIComponent(event.id)}`)} onFollow={follow}>
      Explain
    </Button>
  );
}
