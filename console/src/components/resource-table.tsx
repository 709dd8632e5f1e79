/**
 * A list of resources: what all lists of the console have in common (counter, filter, order, pages, preferences, tick
 * boxes, refresh, two empty states, server paging).
 *
 * The server is asked for a thousand at a time. More is loaded when somebody pages to the end, and all of it as soon as
 * somebody filters or orders: a part of a list would give a wrong answer to both.
 */
import Button from "@cloudscape-design/components/button";
import CollectionPreferences from "@cloudscape-design/components/collection-preferences";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { type ReactNode, useEffect } from "react";
import type { ApiError } from "../api/errors";
import { InfoLink, type Topic } from "../app/help";
import { CallError } from "./call-error";
import { type Column, NOTHING, useArranged } from "./columns";
import { ListFilter } from "./list-filter";
import { useListState } from "./list-state";
import { definition, Empty, matches } from "./parts-of-tables";
import { PAGE_SIZES, type Preferences, usePreferences } from "./preferences";

export interface Noun {
  one: string;
  many: string;
  /** The title of the list. */
  title: string;
}

/** A query that answers a whole list at once. */
export interface WholeQuery<T> {
  data: T[] | undefined;
  error: ApiError | null;
  isPending: boolean;
  isError: boolean;
  isRefetching: boolean;
  refetch: () => Promise<unknown>;
}

/** What a list needs of the query that answers it. */
export interface ListQuery<T> extends WholeQuery<T> {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

const NO_MORE = { hasNextPage: false, isFetchingNextPage: false, fetchNextPage: () => Promise.resolve() };

export function wholeList<T>({ data, error, isPending, isError, isRefetching, refetch }: WholeQuery<T>): ListQuery<T> {
  return { data, error, isPending, isError, isRefetching, refetch, ...NO_MORE };
}

export interface ListProps<T> {
  noun: Noun;
  query: ListQuery<T>;
  columns: readonly Column<T>[];
  /** The unique ID of a row: names are used again. */
  idOf: (item: T) => string;
  nameOf: (item: T) => string;
  description?: ReactNode;
  info?: Topic;
  /** Other filters, beside the one for text; what they leave out is not in `query`. */
  filters?: ReactNode;
  /** The buttons beside the title. */
  actions?: ReactNode;
  /** The button that is offered where there is nothing yet. */
  create?: ReactNode;
  /** Whether `filters` leave anything out, and what leaves nothing out again. */
  onClearFilters?: (() => void) | undefined;
  /** What is ticked. Without `onSelect` rows cannot be ticked. */
  selectionType?: "multi" | "single";
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
  filters,
  onClearFilters,
  actions,
  create,
  selectionType = "multi",
  selected = [],
  onSelect,
}: ListProps<T>) {
  const firstColumn = columns[0]?.id ?? "";
  const [state, change] = useListState(firstColumn);
  const shownColumns = columns.map(({ id, isShown = false }) => ({ id, visible: isShown }));
  const [preferences, setPreferences] = usePreferences(noun.many, shownColumns);

  const all = query.data;
  const found = useArranged(all ?? NOTHING, columns, state);

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
  const isFiltered = state.filter !== "" || onClearFilters !== undefined;
  const clear = () => {
    onClearFilters?.();
    change({ filter: "" });
  };

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
        selectionType,
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
        <SpaceBetween size="m">
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
          {/* What was read before stays to be seen, and that it may be old is said. */}
          {query.error ? <CallError error={query.error} onRetry={() => void query.refetch()} /> : null}
        </SpaceBetween>
      }
      filter={
        <SpaceBetween direction="horizontal" size="xs">
          <ListFilter
            label={`Find ${noun.many}`}
            value={state.filter}
            onChange={(filter) => change({ filter })}
            countText={isFiltered ? matches(found.length) : ""}
          />
          {filters}
        </SpaceBetween>
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
          title={isFiltered ? "No matches" : `No ${noun.many}`}
          text={isFiltered ? `No ${noun.one} fits the filter.` : `There are no ${plainName} in this account.`}
          action={isFiltered ? <Button onClick={clear}>Clear filter</Button> : create}
        />
      }
    />
  );
}

interface PreferencesProps<T> {
  columns: readonly Column<T>[];
  preferences: Preferences;
  onChange: (preferences: Preferences) => void;
}

export function ListPreferences<T>({ columns, preferences, onChange }: PreferencesProps<T>) {
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
