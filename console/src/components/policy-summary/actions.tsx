/** The second table: the actions of a service, by access level. */
import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { TableProps } from "@cloudscape-design/components/table";
import { byLevel } from "../../policy/levels";
import type { ActionSummary } from "../../policy/summary";
import { NONE } from "../../policy/words";
import { Group } from "./group";
import { Narrow, useNarrowed } from "./narrow";
import { Problems, Warning } from "./problems";
import type { Summarized } from "./summarized";

interface Row {
  name: string;
  /** Null for an action that no statement names. */
  summary: ActionSummary | null;
}

const isResource = (problem: string) => problem !== "noCondition";

const columnsFor = (onOpen: (action: string) => void): TableProps.ColumnDefinition<Row>[] => [
  {
    id: "action",
    header: "Action",
    isRowHeader: true,
    cell: ({ name, summary }) =>
      summary && summary.grants.length > 0 ? (
        <Link onFollow={() => onOpen(name)} ariaLabel={`${name}, resources`}>
          {name}
        </Link>
      ) : (
        name
      ),
  },
  {
    id: "resource",
    header: "Resource",
    minWidth: 180,
    cell: ({ summary }) => (
      <>
        {summary?.resource ?? NONE}
        <Problems of={summary?.problems.filter(isResource) ?? []} />
      </>
    ),
  },
  {
    id: "condition",
    header: "Request condition",
    cell: ({ summary }) => (
      <>
        {summary?.condition ?? NONE}
        <Problems of={summary?.problems.filter((problem) => !isResource(problem)) ?? []} />
      </>
    ),
  },
];

const UNKNOWN = [{ id: "name", header: "Action", isRowHeader: true, cell: (name: string) => name }];

const IDLE: readonly TableProps.ColumnDefinition<string>[] = [
  { id: "name", header: "Resource", isRowHeader: true, cell: (arn) => <span className="ostiary-id">{arn}</span> },
  {
    id: "problem",
    header: "Note",
    cell: () => <Warning text="This resource does not have an applicable action." />,
  },
];

interface Props extends Summarized {
  onOpen: (action: string) => void;
}

export function Actions({ service, summary, onOpen }: Props) {
  const narrowed = useNarrowed();
  const { holds, showsRemaining } = narrowed;
  const named = new Map(summary.actions.map((each) => [each.action, each]));
  const columns = columnsFor(onOpen);
  const empty = <Box textAlign="center">No matches</Box>;

  const groups = byLevel(service.actions).flatMap(({ level, actions }) => {
    const count = actions.filter((action) => (named.get(action)?.grants.length ?? 0) > 0).length;
    const shown = actions.filter((action) => named.has(action) || showsRemaining);
    const rows = shown.map((action) => ({ name: action.name, summary: named.get(action) ?? null }));
    return shown.length > 0 ? [{ level, counter: `(${count} of ${actions.length} actions)`, rows }] : [];
  });

  return (
    <SpaceBetween size="m">
      <Narrow narrowed={narrowed} many="actions" remaining={summary.remaining.length} />
      {groups.map(({ level, counter, rows }) => (
        <Group
          key={level}
          title={level}
          counter={counter}
          items={rows.filter(({ name }) => holds(name))}
          columns={columns}
          idOf={({ name }) => name}
          empty={empty}
        />
      ))}
      {summary.unknownActions.length > 0 ? (
        <Group
          title="Uncategorized actions"
          description="The service has no actions of these names. Check their spelling."
          items={summary.unknownActions}
          columns={UNKNOWN}
          idOf={(name) => name}
          empty={empty}
        />
      ) : null}
      {summary.idleResources.length > 0 ? (
        <Group
          title="Resources without action"
          items={summary.idleResources}
          columns={IDLE}
          idOf={(arn) => arn}
          empty={empty}
        />
      ) : null}
    </SpaceBetween>
  );
}
