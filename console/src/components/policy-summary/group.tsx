/** One of the tables that stand below each other under one filter. */
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { type ReactNode, useState } from "react";

const PAGE = 20;

interface Props<T> {
  title: string;
  /** What is said beside the title; the number of items without it. */
  counter?: string;
  description?: ReactNode;
  items: readonly T[];
  columns: readonly TableProps.ColumnDefinition<T>[];
  idOf: (item: T) => string;
  empty: ReactNode;
  actions?: ReactNode;
}

export function Group<T>({ title, counter, description, items, columns, idOf, empty, actions }: Props<T>) {
  const [page, setPage] = useState(1);
  const pages = Math.max(1, Math.ceil(items.length / PAGE));
  const shown = Math.min(page, pages);
  return (
    <Table<T>
      variant="embedded"
      items={items.slice((shown - 1) * PAGE, shown * PAGE)}
      columnDefinitions={columns}
      trackBy={idOf}
      wrapLines
      ariaLabels={{ tableLabel: title }}
      header={
        <Header variant="h3" counter={counter ?? `(${items.length})`} description={description} actions={actions}>
          {title}
        </Header>
      }
      pagination={
        pages > 1 ? (
          <Pagination
            currentPageIndex={shown}
            pagesCount={pages}
            ariaLabels={{
              nextPageLabel: `Next page of ${title}`,
              previousPageLabel: `Previous page of ${title}`,
              pageLabel: (number) => `Page ${number} of ${title}`,
              paginationLabel: `Pages of ${title}`,
            }}
            onChange={({ detail }) => setPage(detail.currentPageIndex)}
          />
        ) : undefined
      }
      empty={empty}
    />
  );
}
