/**
 * A list that is a part of a page, a form or a dialog: counter, filter, order, pages, ticks, a row that opens, and both
 * empty states. What it shows is known whole; `ResourceTable` is for lists that are a page.
 */
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { type ReactNode, useState } from "react";
import type { ApiError } from "../api/errors";
import { InfoLink, type Topic } from "../app/help";
import { CallError } from "./call-error";
import { type Column, NOTHING, useArranged } from "./columns";
import { ListFilter } from "./list-filter";
import { type ListState, useListState, useOwnListState } from "./list-state";
import { definition, Empty, matches } from "./parts-of-tables";
import type { Noun } from "./resource-table";

/** What a query answered, or several of them put together. */
export interface Rows<T> {
  data: readonly T[] | undefined;
  error: ApiError | null;
  /** Ask again; what is not asked for has none. */
  refetch?: () => unknown;
  isFetching?: boolean;
}

export interface PartTableProps<T> {
  noun: Noun;
  rows: Rows<T>;
  columns: readonly Column<T>[];
  idOf: (item: T) => string;
  nameOf: (item: T) => string;
  /** Names the list in preferences of the address; without it the list is no place of its own. */
  isInAddress?: boolean;
  description?: ReactNode;
  info?: Topic;
  actions?: ReactNode;
  /** More to filter by, beside the text. */
  filters?: ReactNode;
  /** Whether `filters` leave anything out, and what leaves nothing out again. */
  onClearFilters?: (() => void) | undefined;
  /** What is said where there is nothing. */
  emptyText?: ReactNode;
  emptyAction?: ReactNode;
  selectionType?: "multi" | "single";
  selected?: readonly T[];
  onSelect?: (items: T[]) => void;
  /** What is shown below the name when a row is opened. */
  detailOf?: (item: T) => ReactNode;
  /** What the button that opens a row opens. */
  detailName?: string;
  variant?: "container" | "embedded";
  pageSize?: number;
}

export function PartTable<T>(props: PartTableProps<T>) {
  const firstColumn = props.columns[0]?.id ?? "";
  const own = useOwnListState(firstColumn);
  const addressed = useListState(firstColumn);
  const [state, change] = props.isInAddress ? addressed : own;
  return <StatedTable {...props} state={state} change={change} />;
}

interface Stated<T> extends PartTableProps<T> {
  state: ListState;
  change: (changed: Partial<ListState>) => void;
}

function StatedTable<T>({ state, change, ...props }: Stated<T>) {
  const { noun, rows, columns, idOf, nameOf, selected = [], onSelect, pageSize = 10, variant = "container" } = props;
  const { data, error, refetch } = rows;
  const { filter, sort, isDescending } = state;
  const found = useArranged(data ?? NOTHING, columns, state);
  const pages = Math.max(1, Math.ceil(found.length / pageSize));
  const page = Math.min(state.page, pages);
  const isFiltered = filter !== "" || props.onClearFilters !== undefined;
  const clear = () => {
    props.onClearFilters?.();
    change({ filter: "" });
  };

  return (
    <Table<T>
      variant={variant}
      wrapLines
      cellVerticalAlign="top"
      loading={data === undefined && !error}
      loadingText={`Loading ${noun.many}`}
      items={error ? [] : found.slice((page - 1) * pageSize, page * pageSize)}
      trackBy={idOf}
      columnDefinitions={useOpening(columns, props).map(definition)}
      sortingColumn={{ sortingField: sort }}
      sortingDescending={isDescending}
      onSortingChange={({ detail }) =>
        change({ sort: detail.sortingColumn.sortingField ?? firstOf(columns), isDescending: !!detail.isDescending })
      }
      {...(onSelect && selection(props.selectionType ?? "multi", selected, onSelect))}
      ariaLabels={{
        tableLabel: noun.title,
        selectionGroupLabel: `Select ${noun.many}`,
        allItemsSelectionLabel: () => `Select all ${noun.many} of this page`,
        itemSelectionLabel: (_, item) => `Select ${nameOf(item)}`,
      }}
      header={<TableHeader {...props} />}
      filter={
        <SpaceBetween direction="horizontal" size="s">
          <ListFilter
            label={`Find ${noun.many}`}
            value={state.filter}
            onChange={(filter) => change({ filter })}
            countText={isFiltered ? matches(found.length) : ""}
          />
          {props.filters}
        </SpaceBetween>
      }
      pagination={
        pages > 1 ? (
          <Pagination
            currentPageIndex={page}
            pagesCount={pages}
            onChange={({ detail }) => change({ page: detail.currentPageIndex })}
          />
        ) : undefined
      }
      empty={
        error ? (
          <CallError error={error} {...(refetch && { onRetry: () => void refetch() })} />
        ) : isFiltered ? (
          <Empty
            title="No matches"
            text={`No ${noun.one} fits the filter.`}
            action={<Button onClick={clear}>Clear filter</Button>}
          />
        ) : (
          <Empty title={`No ${noun.many}`} text={props.emptyText} action={props.emptyAction} />
        )
      }
    />
  );
}

const firstOf = <T,>(columns: readonly Column<T>[]) => columns[0]?.id ?? "";

function selection<T>(selectionType: "multi" | "single", selectedItems: readonly T[], onSelect: (items: T[]) => void) {
  return {
    selectionType,
    selectedItems,
    onSelectionChange: ({ detail }: { detail: TableProps.SelectionChangeDetail<T> }) => onSelect(detail.selectedItems),
  };
}

function TableHeader<T>({ noun, rows, selected = [], variant, ...props }: PartTableProps<T>) {
  const count = rows.data?.length ?? 0;
  const counter = selected.length > 0 ? `(${selected.length}/${count})` : `(${count})`;
  return (
    <Header
      variant={variant === "embedded" ? "h3" : "h2"}
      counter={rows.data && counter}
      description={props.description}
      info={props.info && <InfoLink topic={props.info} />}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          {rows.refetch ? (
            <Button
              iconName="refresh"
              ariaLabel={`Refresh ${noun.many}`}
              loading={rows.data !== undefined && rows.isFetching === true}
              onClick={() => void rows.refetch?.()}
            />
          ) : null}
          {props.actions}
        </SpaceBetween>
      }
    >
      {noun.title}
    </Header>
  );
}

/** The columns, of which the one with the name opens the row. */
function useOpening<T>(
  columns: readonly Column<T>[],
  { detailOf, detailName = "Details", idOf, nameOf }: PartTableProps<T>,
): readonly Column<T>[] {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  if (detailOf === undefined) return columns;
  const toggle = (id: string) =>
    setOpen((before) => new Set(before.has(id) ? [...before].filter((each) => each !== id) : [...before, id]));
  return columns.map((column) => {
    if (!column.isName) return column;
    const cell = (item: T) => {
      const isOpen = open.has(idOf(item));
      return (
        <>
          <div className="ostiary-opened-by">
            <Button
              variant="inline-icon"
              iconName={isOpen ? "caret-down-filled" : "caret-right-filled"}
              ariaExpanded={isOpen}
              ariaLabel={`${detailName} of ${nameOf(item)}`}
              onClick={() => toggle(idOf(item))}
            />
            <div>{column.cell(item)}</div>
          </div>
          {isOpen ? <div className="ostiary-detail">{detailOf(item)}</div> : null}
        </>
      );
    };
    return { ...column, cell };
  });
}
