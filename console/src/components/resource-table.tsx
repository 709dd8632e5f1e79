/**
 * A list of resources: what all lists of the console have in common (counter, filter, order, pages, preferences, tick
 * boxes, refresh, two empty states, server paging).
 *
 * The server is asked for a thousand at a time. More is loaded when somebody pages to the end, and all of it as soon as
 * somebody filters or orders: a part of a list would give a wrong answer to both.
 */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import CollectionPreferences from "@cloudscape-design/components/collection-preferences";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo } from "react";
import type { ApiError } from "../api/errors";
import { InfoLink, type Topic } from "../app/help";
import { CallError } from "./call-error";
import { type Column, compare, holds } from "./columns";
import { useListState } from "./list-state";
import { PAGE_SIZES, type Preferences, usePreferences } from "./preferences";

export interface Noun {
  one: string;
  many: string;
  /** The title of the list. */
  title: string;
}

/** What a list needs of its query. One that comes of several queries can be put together. */
export type Listed<T> = Pick<
  UseInfiniteQueryResult<T[], ApiError>,
  "data" | "error" | "isError" | "isPending" | "isRefetching" | "hasNextPage" | "isFetchingNextPage" | "fetchNextPage"
> & { refetch: () => unknown };

interface Props<T> {
  noun: Noun;
  query: Listed<T>;
  columns: readonly Column<T>[];
  /** The unique ID of a row: names are used again. */
  idOf: (item: T) => string;
  nameOf: (item: T) => string;
  description?: ReactNode;
  info?: Topic;
  /** The buttons beside the title. */
  actions?: ReactNode;
  /** The button that is offered where there is nothing yet. */
  create?: ReactNode;
  /** What is ticked. Without `onSelect` rows cannot be ticked. */
  selected?: readonly T[];
  onSelect?: (items: T[]) => void;
}

export function ResourceTable<T>({
  noun,
  query,
  columns,
  idOf,
  nameOf,
  description,
  info,
  actions,
  create,
  selected = [],
  onSelect,
}: Props<T>) {
  const firstColumn = columns[0]?.id ?? "";
  const [state, change] = useListState(firstColumn);
  const shownColumns = columns.map(({ id, isShown = false }) => ({ id, visible: isShown }));
  const [preferences, setPreferences] = usePreferences(noun.many, shownColumns);

  const all = query.data;
  const found = useMemo(() => {
    const by = columns.find(({ id }) => id === state.sort)?.by;
    const rows = (all ?? []).filter((item) => holds(columns, item, state.filter));
    const sign = state.isDescending ? -1 : 1;
    return by ? rows.sort((a, b) => sign * compare(by(a), by(b))) : rows;
  }, [all, columns, state.filter, state.sort, state.isDescending]);

  const { pageSize } = preferences;
  const pages = Math.max(1, Math.ceil(found.length / pageSize));
  const page = Math.min(state.page, pages);
  const rows = found.slice((page - 1) * pageSize, page * pageSize);

  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = query;
  const needsAll = state.filter !== "" || state.sort !== firstColumn || state.isDescending;
  const needsMore = hasNextPage && !isFetchingNextPage && !isError && (needsAll || state.page >= pages);
  useEffect(() => {
    if (needsMore) void fetchNextPage();
  }, [needsMore, fetchNextPage]);

  if (query.error && all === undefined) {
    return (
      <SpaceBetween size="m">
        <Header variant="h1">{noun.title}</Header>
        <CallError error={query.error} onRetry={() => void query.refetch()} />
      </SpaceBetween>
    );
  }

  const counted = `${all?.length ?? 0}${hasNextPage ? "+" : ""}`;
  const counter = all && (selected.length > 0 ? `(${selected.length}/${counted})` : `(${counted})`);
  const plainName = noun.title.toLowerCase();

  return (
    <Table<T>
      variant="full-page"
      stickyHeader
      resizableColumns
      enableKeyboardNavigation
      loading={query.isPending}
      loadingText={`Loading ${noun.many}`}
      items={rows}
      trackBy={idOf}
      columnDefinitions={columns.map(definition)}
      columnDisplay={preferences.contentDisplay}
      wrapLines={preferences.wrapLines}
      contentDensity={preferences.contentDensity}
      sortingColumn={{ sortingField: state.sort }}
      sortingDescending={state.isDescending}
      onSortingChange={({ detail }) =>
        change({ sort: detail.sortingColumn.sortingField ?? firstColumn, isDescending: detail.isDescending ?? false })
      }
      {...(onSelect && {
        selectionType: "multi" as const,
        selectedItems: selected,
        onSelectionChange: ({ detail }: { detail: { selectedItems: T[] } }) => onSelect(detail.selectedItems),
      })}
      ariaLabels={{
        tableLabel: noun.title,
        selectionGroupLabel: `Select ${noun.many}`,
        allItemsSelectionLabel: () => `Select all ${noun.many} of this page`,
        itemSelectionLabel: (_, item) => `Select ${nameOf(item)}`,
        resizerRoleDescription: "Resize button",
      }}
      header={
        <Header
          variant="awsui-h1-sticky"
          counter={counter || undefined}
          description={description}
          info={info && <InfoLink topic={info} />}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button
                iconName="refresh"
                ariaLabel={`Refresh ${noun.many}`}
                loading={query.isRefetching && !isFetchingNextPage}
                onClick={() => void query.refetch()}
              />
              {actions}
            </SpaceBetween>
          }
        >
          {noun.title}
        </Header>
      }
      filter={
        <TextFilter
          filteringText={state.filter}
          filteringPlaceholder={`Find ${noun.many}`}
          filteringAriaLabel={`Find ${noun.many}`}
          countText={state.filter ? matches(found.length) : ""}
          onChange={({ detail }) => change({ filter: detail.filteringText })}
        />
      }
      pagination={
        <Pagination
          currentPageIndex={page}
          pagesCount={pages}
          openEnd={hasNextPage}
          disabled={query.isPending}
          onChange={({ detail }) => change({ page: detail.currentPageIndex })}
        />
      }
      preferences={<ListPreferences columns={columns} preferences={preferences} onChange={setPreferences} />}
      empty={
        <Empty
          title={state.filter ? "No matches" : `No ${noun.many}`}
          text={state.filter ? `No ${noun.one} fits the filter.` : `There are no ${plainName} in this account.`}
          action={state.filter ? <Button onClick={() => change({ filter: "" })}>Clear filter</Button> : create}
        />
      }
    />
  );
}

function definition<T>(column: Column<T>): TableProps.ColumnDefinition<T> {
  return {
    id: column.id,
    header: column.header,
    cell: column.cell,
    minWidth: column.minWidth ?? 120,
    isRowHeader: column.isName ?? false,
    ...(column.by && { sortingField: column.id }),
  };
}

const matches = (count: number) => (count === 1 ? "1 match" : `${count} matches`);

function Empty({ title, text, action }: { title: string; text: string; action: ReactNode }) {
  return (
    <Box textAlign="center" padding={{ vertical: "l" }}>
      <SpaceBetween size="m">
        <div>
          <Box variant="strong">{title}</Box>
          <Box variant="p" color="text-body-secondary">
            {text}
          </Box>
        </div>
        {action}
      </SpaceBetween>
    </Box>
  );
}

interface PreferencesProps<T> {
  columns: readonly Column<T>[];
  preferences: Preferences;
  onChange: (preferences: Preferences) => void;
}

function ListPreferences<T>({ columns, preferences, onChange }: PreferencesProps<T>) {
  return (
    <CollectionPreferences
      title="Preferences"
      confirmLabel="Confirm"
      cancelLabel="Cancel"
      preferences={preferences}
      onConfirm={({ detail }) => onChange({ ...preferences, ...(detail as Partial<Preferences>) })}
      pageSizePreference={{
        title: "Page size",
        options: PAGE_SIZES.map((value) => ({ value, label: `${value} per page` })),
      }}
      wrapLinesPreference={{ label: "Wrap lines", description: "Show all of the text in each cell" }}
      contentDensityPreference={{ label: "Compact mode", description: "Show more rows at once" }}
      contentDisplayPreference={{
        title: "Columns",
        description: "Choose the columns and their order.",
        options: columns.map(({ id, header, isName }) => ({ id, label: header, alwaysVisible: isName ?? false })),
      }}
    />
  );
}
