/** Policies to choose from, or that are attached: name, type, and the document when a row is opened. */
import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Table from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { type ReactNode, useState } from "react";
import { hasPage } from "../app/pages";
import { paths } from "../app/paths";
import { Go } from "./go";

export type PolicyType = "AWS managed" | "AWS managed: job function" | "Customer managed" | "Customer inline";

export interface PolicyRow {
  /** The ARN of a managed policy; of an inline one whatever is unique on the page. */
  id: string;
  name: string;
  type: PolicyType;
  /** How it comes to whom it is for: directly, or by which groups. */
  via?: string;
  description?: string;
}

/** Return the type that the ARN of a managed policy tells. */
export function typeOf(arn: string): PolicyType {
  if (!/^arn:[^:]*:iam::aws:/.test(arn)) return "Customer managed";
  return /:policy\/job-function\//.test(arn) ? "AWS managed: job function" : "AWS managed";
}

interface Props {
  title: string;
  rows: readonly PolicyRow[];
  isLoading?: boolean;
  empty: ReactNode;
  actions?: ReactNode;
  selected?: readonly PolicyRow[];
  onSelect?: (rows: PolicyRow[]) => void;
}

export function PolicyTable({ title, rows, isLoading = false, empty, actions, selected = [], onSelect }: Props) {
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  const shown = rows.filter(({ name, type }) => `${name} ${type}`.toLowerCase().includes(wanted));
  const hasOrigin = rows.some(({ via }) => via !== undefined);
  const canOpen = hasPage("/policies/$policyArn");
  return (
    <Table<PolicyRow>
      variant="container"
      items={shown}
      trackBy="id"
      loading={isLoading}
      loadingText="Loading policies"
      header={
        <Header variant="h2" counter={isLoading ? undefined : `(${rows.length})`} actions={actions}>
          {title}
        </Header>
      }
      filter={
        <TextFilter
          filteringText={filter}
          filteringPlaceholder="Find policies"
          filteringAriaLabel="Find policies"
          onChange={({ detail }) => setFilter(detail.filteringText)}
        />
      }
      {...(onSelect && {
        selectionType: "multi" as const,
        selectedItems: selected,
        onSelectionChange: ({ detail }: { detail: { selectedItems: PolicyRow[] } }) => onSelect(detail.selectedItems),
      })}
      ariaLabels={{
        tableLabel: title,
        selectionGroupLabel: "Select policies",
        allItemsSelectionLabel: () => "Select all policies",
        itemSelectionLabel: (_, { name }) => `Select ${name}`,
      }}
      columnDefinitions={[
        {
          id: "name",
          header: "Policy name",
          isRowHeader: true,
          cell: ({ id, name, type }) =>
            canOpen && type !== "Customer inline" ? <Go to={paths.policy(id)}>{name}</Go> : name,
        },
        {
          id: "type",
          header: "Type",
          cell: ({ type }) => <Badge color={type.startsWith("AWS") ? "grey" : "blue"}>{type}</Badge>,
        },
        ...(hasOrigin ? [{ id: "via", header: "Attached via", cell: ({ via }: PolicyRow) => via ?? "-" }] : []),
      ]}
      empty={<Box textAlign="center">{wanted ? "No matches" : empty}</Box>}
    />
  );
}
