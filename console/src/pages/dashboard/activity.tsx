/** What happened lately: how many calls were decided how, and the last changes. Both lead to Activity. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useInfiniteQuery } from "@tanstack/react-query";
import { hasPage } from "../../app/pages";
import { paths } from "../../app/paths";
import { Answer } from "../../components/answer";
import { Go } from "../../components/go";
import { RelativeTime } from "../../components/time";
import type { AuditEvent } from "../activity/event";
import { events } from "../activity/queries";
import { useEnough } from "../activity/use-enough";
import { countsOf } from "./counts";

/** Events that are counted: what a few calls give. */
const COUNTED = 250;

const SHOWN_CHANGES = 10;

/** A title that leads to Activity, with the filters that show the same there. */
const seeAll = (query: string) =>
  hasPage(paths.activity) ? <Go to={`${paths.activity}?${query}`}>View in Activity</Go> : null;

export function Decisions() {
  const query = useInfiniteQuery(events({ attribute: "any", value: "", range: "24h" }));
  const found = query.data?.events.length ?? 0;
  const { isSearching } = useEnough(query, found, COUNTED);
  return (
    <Container
      header={
        <Header variant="h2" actions={seeAll("attribute=any&value=")}>
          Decisions in the last 24 hours
        </Header>
      }
    >
      <Answer query={query}>
        {({ events: loaded }) => <Counts events={loaded} isAll={!query.hasNextPage} isLoading={isSearching} />}
      </Answer>
    </Container>
  );
}

interface CountsProps {
  events: readonly AuditEvent[];
  /** Whether there are no more in this time. */
  isAll: boolean;
  isLoading: boolean;
}

function Counts({ events: loaded, isAll, isLoading }: CountsProps) {
  const { allowed, denied, actions } = countsOf(loaded);
  const number = loaded.length.toLocaleString("en");
  const scope = isAll ? `Of all ${number} events.` : `Of the newest ${number} events; there are more.`;
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={2}
        items={[
          { label: "Allowed", value: <Box variant="awsui-value-large">{allowed}</Box> },
          {
            label: "Denied",
            value: hasPage(paths.activity) ? (
              <Go to={`${paths.activity}?attribute=any&value=&outcome=denied`} variant="awsui-value-large">
                {String(denied)}
              </Go>
            ) : (
              <Box variant="awsui-value-large">{denied}</Box>
            ),
          },
        ]}
      />
      {actions.length > 0 ? (
        <div>
          <Box variant="awsui-key-label">Most denied actions</Box>
          <ul className="ostiary-plain-list">
            {actions.map(({ action, event, count }) => (
              <li key={action}>
                {hasPage(paths.activity) ? (
                  <Go to={`${paths.activity}?attribute=EventName&value=${event}&outcome=denied`}>{action}</Go>
                ) : (
                  action
                )}
                {`: ${count}`}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <Box color="text-body-secondary" fontSize="body-s">
        {isLoading ? "Loading more events" : scope}
      </Box>
    </SpaceBetween>
  );
}

/** Signing in is written as no read, and changes nothing that others see. */
const isChange = ({ source, name }: AuditEvent) => source !== "signin.amazonaws.com" && !name.startsWith("Generate");

export function Changes() {
  const query = useInfiniteQuery(events({ attribute: "ReadOnly", value: "false", range: "90d" }));
  const changes = (query.data?.events ?? []).filter(isChange);
  useEnough(query, changes.length, SHOWN_CHANGES);
  return (
    <Container
      header={
        <Header variant="h2" actions={seeAll("range=90d")}>
          Changes
        </Header>
      }
    >
      <Answer query={query}>{() => <LastChanges events={changes.slice(0, SHOWN_CHANGES)} />}</Answer>
    </Container>
  );
}

function LastChanges({ events: changes }: { events: readonly AuditEvent[] }) {
  if (changes.length === 0) return <Box>Nothing was changed in the last 90 days.</Box>;
  return (
    <ul className="ostiary-plain-list">
      {changes.map((event) => (
        <li key={event.id}>
          {hasPage(paths.activity) ? <Go to={paths.event(event.id)}>{event.name}</Go> : event.name}
          {event.resources[0] ? ` ${event.resources[0].name}` : ""} by {event.user || "somebody unknown"},{" "}
          <RelativeTime at={event.time} />
        </li>
      ))}
    </ul>
  );
}
