/** Policies to choose from, or that somebody has: name, type, and the document when a row is opened. */
import Badge from "@cloudscape-design/components/badge";
import Select from "@cloudscape-design/components/select";
import { useMemo, useState } from "react";
import { hasPage } from "../app/pages";
import { paths } from "../app/paths";
import type { Column } from "./columns";
import { Go } from "./go";
import { PartTable, type PartTableProps } from "./part-table";
import { type PolicyType, TYPES } from "./policy-type";

export interface PolicyRow {
  /** The ARN of a managed policy; of an inline one whatever is unique on the page. */
  id: string;
  name: string;
  type: PolicyType;
}

interface Props<T extends PolicyRow> extends Omit<PartTableProps<T>, "noun" | "columns" | "idOf" | "nameOf"> {
  title: string;
  /** The columns after name and type. */
  more?: readonly Column<T>[];
  /** Whether names lead to the pages of their policies: not where something would be left unfinished. */
  isLinked?: boolean;
}

const ALL = "All types";

export function PolicyTable<T extends PolicyRow>({ title, more, isLinked = true, rows, ...props }: Props<T>) {
  const [type, setType] = useState(ALL);
  const { data } = rows;
  const shown = useMemo(() => data?.filter((row) => type === ALL || row.type === type), [data, type]);
  const columns = useMemo(() => [...columnsOf<T>(isLinked), ...(more ?? [])], [isLinked, more]);
  const there = new Set(data?.map((row) => row.type));
  return (
    <PartTable<T>
      {...props}
      noun={{ one: "policy", many: "policies", title }}
      rows={{ ...rows, data: shown }}
      columns={columns}
      idOf={({ id }) => id}
      nameOf={({ name }) => name}
      detailName="Permissions"
      filters={
        <Select
          ariaLabel="Filter by type"
          selectedOption={{ value: type, label: type }}
          options={[ALL, ...TYPES.filter((each) => there.has(each))].map((value) => ({ value, label: value }))}
          onChange={({ detail }) => setType(detail.selectedOption.value ?? ALL)}
        />
      }
      onClearFilters={type === ALL ? undefined : () => setType(ALL)}
    />
  );
}

function columnsOf<T extends PolicyRow>(isLinked: boolean): readonly Column<T>[] {
  return [
    {
      id: "name",
      header: "Policy name",
      cell: ({ id, name, type }) =>
        isLinked && type !== "Customer inline" && hasPage("/policies/$policyArn") ? (
          <Go to={paths.policy(id)}>{name}</Go>
        ) : (
          name
        ),
      by: ({ name }) => name,
      isSearched: true,
      isName: true,
      minWidth: 200,
    },
    {
      id: "type",
      header: "Type",
      cell: ({ type }) => <Badge color={type.startsWith("AWS") ? "grey" : "blue"}>{type}</Badge>,
      by: ({ type }) => type,
      minWidth: 150,
    },
  ];
}
