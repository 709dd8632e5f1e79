/** What the tables of the console have in common. */
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { TableProps } from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import type { Column } from "./columns";

/** Return *column* as Cloudscape takes it. */
export function definition<T>(column: Column<T>): TableProps.ColumnDefinition<T> {
  return {
    id: column.id,
    header: column.header,
    cell: column.cell,
    minWidth: column.minWidth ?? 120,
    isRowHeader: column.isName ?? false,
    ...(column.by && { sortingField: column.id }),
  };
}

export const matches = (count: number) => (count === 1 ? "1 match" : `${count} matches`);

export function Empty({ title, text, action }: { title: string; text?: ReactNode; action?: ReactNode }) {
  return (
    <Box textAlign="center" padding={{ vertical: "l" }}>
      <SpaceBetween size="m">
        <div>
          <Box variant="strong">{title}</Box>
          {text ? (
            <Box variant="p" color="text-body-secondary">
              {text}
            </Box>
          ) : null}
        </div>
        {action}
      </SpaceBetween>
    </Box>
  );
}
