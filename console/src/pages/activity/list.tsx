/** Activity: what happened in the account, as the audit log has it. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { InfoLink, type Topic, usePageHelp } from "../../app/help";
import { useSplitPanel } from "../../app/split-panel";
import { useAddress } from "../../app/use-address";
import { CallError } from "../../components/call-error";
import { downloadText } from "../../components/download";
import { definition, Empty } from "../../components/parts-of-tables";
import { usePreferences } from "../../components/preferences";
import { ListPreferences } from "../../components/resource-table";
import { eventColumns } from "./columns";
import { EventPanel } from "./details";
import { type AuditEvent, asLines } from "./event";
import { Filters } from "./filters";
import { PLAIN } from "./lookup";
import { events } from "./queries";
import { useEnough } from "./use-enough";

const HELP: Topic = {
  title: "Activity",
  body: (
    <>
      <p>
        The calls made in this account in the last 90 days, newest first, denied and failed ones too. An event is here
        within a second of its call.
      </p>
      <p>
        The server looks for one attribute at a time, in whole values. The outcome is looked for among the events that
        are loaded.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>Open a denied event to have its decision explained.</li>
        <li>Exported events have one JSON object a line, in CloudTrail’s format.</li>
      </ul>
    </>
  ),
};

const idOf = ({ id }: AuditEvent) => id;

export default function Activity() {
  usePageHelp(HELP);
  const [address, change] = useAddress(PLAIN);
  const { attribute, value, range, outcome } = address;
  const query = useInfiniteQuery(events({ attribute, value, range }));
  const [page, setPage] = useState(1);
  const columns = useMemo(() => eventColumns(({ id }) => change({ event: id })), [change]);
  const shown = columns.map(({ id, isShown = false }) => ({ id, visible: isShown }));
  const [preferences, setPreferences] = usePreferences("events", shown);

  const found = useMemo(
    () => (query.data?.events ?? []).filter((event) => outcome === "any" || event.outcome === outcome),
    [query.data, outcome],
  );
  const { pageSize } = preferences;
  const { isSearching, gaveUp, searchOn } = useEnough(query, found.length, page * pageSize);
  const rows = found.slice((page - 1) * pageSize, page * pageSize);
  const selected = found.find(({ id }) => id === address.event);
  useSplitPanel(
    useMemo(
      () => (selected ? { content: <EventPanel event={selected} />, onClose: () => change({ event: "" }) } : null),
      [selected, change],
    ),
  );

  return (
    <Table<AuditEvent>
      variant="full-page"
      stickyHeader
      resizableColumns
      enableKeyboardNavigation
      loading={query.isPending || (isSearching && rows.length === 0)}
      loadingText="Searching the audit log"
      items={rows}
      trackBy={idOf}
      selectionType="single"
      selectedItems={selected ? [selected] : []}
      onSelectionChange={({ detail }) => change({ event: detail.selectedItems[0]?.id ?? "" })}
      columnDefinitions={columns.map(definition)}
      columnDisplay={preferences.contentDisplay}
      wrapLines={preferences.wrapLines}
      contentDensity={preferences.contentDensity}
      ariaLabels={{
        tableLabel: "Events",
        selectionGroupLabel: "Select an event",
        itemSelectionLabel: (_, { name, id }) => `Select ${name} ${id}`,
        resizerRoleDescription: "Resize button",
      }}
      header={
        <SpaceBetween size="s">
          <Header
            variant="awsui-h1-sticky"
            counter={query.data && `(${found.length}${query.hasNextPage ? "+" : ""})`}
            description="What was done, and what was refused, in this account in the last 90 days."
            info={<InfoLink topic={HELP} />}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  iconName="refresh"
                  ariaLabel="Refresh events"
                  loading={query.isRefetching && !query.isFetchingNextPage}
                  onClick={() => {
                    setPage(1);
                    void query.refetch();
                  }}
                />
                <Button
                  iconName="download"
                  disabled={found.length === 0}
                  onClick={() => downloadText("events.ndjson", "application/x-ndjson", asLines(found))}
                >
                  Export loaded events
                </Button>
              </SpaceBetween>
            }
          >
            Activity
          </Header>
          {query.error ? <CallError error={query.error} onRetry={() => void query.refetch()} /> : null}
          {gaveUp ? (
            <Alert type="info" action={<Button onClick={searchOn}>Search further</Button>}>
              Only the newer part of the audit log has been searched. There may be more that fits.
            </Alert>
          ) : null}
        </SpaceBetween>
      }
      filter={
        <Filters
          address={address}
          onChange={(changed) => {
            setPage(1);
            change(changed);
          }}
        />
      }
      pagination={
        <Pagination
          currentPageIndex={page}
          pagesCount={Math.max(1, Math.ceil(found.length / pageSize))}
          openEnd={query.hasNextPage}
          disabled={query.isPending}
          onChange={({ detail }) => setPage(detail.currentPageIndex)}
        />
      }
      preferences={<ListPreferences columns={columns} preferences={preferences} onChange={setPreferences} />}
      empty={
        <Empty
          title={query.error ? "Events were not loaded" : "No matches"}
          text={query.error ? "See above for the reason." : "No event fits the filter in this time."}
          action={
            query.error ? null : (
              <Button onClick={() => change({ attribute: "any", value: "", range: "90d", outcome: "any" })}>
                Show all events
              </Button>
            )
          }
        />
      }
    />
  );
}
