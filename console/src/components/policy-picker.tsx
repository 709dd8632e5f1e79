/** Chooses managed policies. */
import type { Policy } from "@aws-sdk/client-iam";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { accountSummary } from "../api/account-summary";
import type { Column } from "./columns";
import { ManagedDocument } from "./policy-document";
import { managedPolicies } from "./policy-queries";
import { type PolicyRow, PolicyTable } from "./policy-table";
import { typeOf } from "./policy-type";

interface Row extends PolicyRow {
  attached: number;
}

/** Who is given the policies, and the quota of how many. */
const QUOTAS = {
  user: "AttachedPoliciesPerUserQuota",
  group: "AttachedPoliciesPerGroupQuota",
  role: "AttachedPoliciesPerRoleQuota",
} as const;

interface Props {
  /** ARNs. */
  selected: readonly string[];
  onChange: (arns: string[]) => void;
  selection?: "multi" | "single";
  /** Who is given them. */
  holder?: keyof typeof QUOTAS;
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
];

const rowOf = ({ Arn: id = "", PolicyName: name = "", AttachmentCount }: Policy): Row => ({
  id,
  name,
  type: typeOf(id),
  attached: AttachmentCount ?? 0,
});

export function PolicyPicker({
  selected,
  onChange,
  selection = "multi",
  holder = "user",
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
      description={selection === "multi" ? <Room holder={holder} /> : undefined}
      selectionType={selection}
      selected={(rows ?? []).filter(({ id }) => chosen.has(id))}
      onSelect={(items) => onChange(items.map(({ id }) => id))}
      detailOf={({ id, name }) => <ManagedDocument arn={id} name={name} />}
      emptyText="There are no policies to choose from."
      actions={actions}
    />
  );
}

/** How many can be attached; where the account does not tell, nothing is said. */
function Room({ holder }: { holder: keyof typeof QUOTAS }) {
  const { data } = useQuery(accountSummary());
  const most = data?.SummaryMap?.[QUOTAS[holder]];
  return most === undefined ? null : `Up to ${most} policies can be attached to a ${holder}.`;
}
