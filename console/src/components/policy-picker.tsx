/** Chooses managed policies. */
import type { Policy } from "@aws-sdk/client-iam";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import type { Column } from "./columns";
import { ManagedDocument } from "./policy-document";
import { managedPolicies } from "./policy-queries";
import { type PolicyRow, PolicyTable } from "./policy-table";
import { typeOf } from "./policy-type";

interface Row extends PolicyRow {
  attached: number;
  description: string;
}

/** As many may be attached to one user, group or role. */
export const MOST_POLICIES = 10;

interface Props {
  /** ARNs. */
  selected: readonly string[];
  onChange: (arns: string[]) => void;
  selection?: "multi" | "single";
  title?: string;
  variant?: "container" | "embedded";
  /** ARNs that are not offered: they are attached already. */
  without?: readonly string[];
  actions?: ReactNode;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: "attached",
    header: "Attached entities",
    cell: ({ attached }) => attached,
    by: ({ attached }) => attached,
  },
  {
    id: "description",
    header: "Description",
    cell: ({ description }) => description || "-",
    by: ({ description }) => description,
    isSearched: true,
    minWidth: 200,
  },
];

const rowOf = ({ Arn: id = "", PolicyName: name = "", AttachmentCount, Description }: Policy): Row => ({
  id,
  name,
  type: typeOf(id),
  attached: AttachmentCount ?? 0,
  description: Description ?? "",
});

export function PolicyPicker({
  selected,
  onChange,
  selection = "multi",
  title = "Permissions policies",
  variant = "container",
  without,
  actions,
}: Props) {
  const { data, error, refetch, isFetching } = useQuery(managedPolicies());
  const rows = useMemo(() => {
    const hidden = new Set(without);
    return data?.map(rowOf).filter(({ id }) => !hidden.has(id));
  }, [data, without]);
  const chosen = new Set(selected);
  return (
    <PolicyTable<Row>
      title={title}
      variant={variant}
      rows={{ data: rows, error, refetch, isFetching }}
      more={COLUMNS}
      isLinked={false}
      description={
        selection === "multi"
          ? `Choose up to ${MOST_POLICIES} policies: as many can be attached to one identity.`
          : undefined
      }
      selectionType={selection}
      selected={(rows ?? []).filter(({ id }) => chosen.has(id))}
      onSelect={(items) => onChange(items.map(({ id }) => id))}
      detailOf={({ id, name }) => <ManagedDocument arn={id} name={name} />}
      emptyText="There are no policies to choose from."
      actions={actions}
    />
  );
}
