/** The first table: which services the policy speaks of, and how much of each. */
import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { TableProps } from "@cloudscape-design/components/table";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useMemo } from "react";
import { type ListedService, service } from "../../api/catalogue";
import { type Effect, scopeOf } from "../../policy/scope";
import type { Problem } from "../../policy/summary";
import { NONE } from "../../policy/words";
import { CellAnswer } from "../answer";
import { Group } from "./group";
import { Narrow, useNarrowed } from "./narrow";
import { Problems } from "./problems";
import { type OneService, type Subject, type Summarized, summarized } from "./summarized";

type Column = TableProps.ColumnDefinition<ListedService>;

interface CellProps extends OneService {
  text: (summary: Summarized["summary"]) => string;
  problems?: (summary: Summarized["summary"]) => readonly Problem[];
}

function Cell({ text, problems, ...of }: CellProps) {
  return (
    <CellAnswer query={useQuery(service(of.prefix))}>
      {(known) => {
        const { summary } = summarized(of, known);
        return (
          <>
            {text(summary)}
            <Problems of={problems?.(summary) ?? []} />
          </>
        );
      }}
    </CellAnswer>
  );
}

/** The name is what AWS calls it; the prefix is what stands in the policy. */
const named = (name: ReactNode, prefix: string) => (
  <>
    {name} <Box variant="small">{prefix}</Box>
  </>
);

function columnsFor(subject: Subject, effect: Effect, onOpen: (prefix: string) => void): Column[] {
  const cell = (more: Omit<CellProps, keyof OneService>) => (item: ListedService) => (
    <Cell subject={subject} effect={effect} prefix={item.prefix} {...more} />
  );
  return [
    {
      id: "service",
      header: "Service",
      isRowHeader: true,
      minWidth: 150,
      cell: ({ name, prefix }) =>
        named(
          <Link onFollow={() => onOpen(prefix)} ariaLabel={`${name}, actions`}>
            {name}
          </Link>,
          prefix,
        ),
    },
    { id: "level", header: "Access level", minWidth: 130, cell: cell({ text: ({ level }) => level }) },
    {
      id: "resource",
      header: "Resource",
      minWidth: 180,
      cell: cell({ text: ({ resource }) => resource, problems: ({ resourceProblems }) => resourceProblems }),
    },
    {
      id: "condition",
      header: "Request condition",
      minWidth: 150,
      cell: cell({ text: ({ condition }) => condition, problems: ({ conditionProblems }) => conditionProblems }),
    },
  ];
}

const REMAINING: readonly Column[] = [
  { id: "service", header: "Service", isRowHeader: true, cell: ({ name, prefix }) => named(name, prefix) },
  { id: "level", header: "Access level", cell: () => NONE },
];

const UNKNOWN: readonly TableProps.ColumnDefinition<string>[] = [
  { id: "service", header: "Service", isRowHeader: true, cell: (prefix) => prefix },
];

interface Props {
  subject: Subject;
  onOpen: (effect: Effect, prefix: string) => void;
}

export function Services({ subject, onOpen }: Props) {
  const scope = useMemo(() => scopeOf(subject.document, subject.services), [subject]);
  const narrowed = useNarrowed();
  const { holds, showsRemaining } = narrowed;
  const matches = (listed: readonly ListedService[]) => listed.filter(({ name, prefix }) => holds(`${name} ${prefix}`));
  const empty = <Box textAlign="center">No matches</Box>;
  const group = (effect: Effect, title: string, counter: string): ReactNode =>
    scope[effect].length > 0 ? (
      <Group
        title={title}
        counter={counter}
        items={matches(scope[effect])}
        columns={columnsFor(subject, effect, (prefix) => onOpen(effect, prefix))}
        idOf={({ prefix }) => prefix}
        empty={empty}
      />
    ) : null;

  return (
    <SpaceBetween size="m">
      <Narrow narrowed={narrowed} many="services" remaining={scope.remaining.length} />
      {group("Deny", "Explicit deny", `(${scope.Deny.length})`)}
      {group("Allow", "Allow", `(${scope.Allow.length} of ${subject.services.length} services)`)}
      {scope.unknown.length > 0 ? (
        <Group
          title="Uncategorized services"
          description="These prefixes are of no service that is known here. Check their spelling."
          items={scope.unknown.filter(holds)}
          columns={UNKNOWN}
          idOf={(prefix) => prefix}
          empty={empty}
        />
      ) : null}
      {showsRemaining ? (
        <Group
          title="Remaining services"
          items={matches(scope.remaining)}
          columns={REMAINING}
          idOf={({ prefix }) => prefix}
          empty={empty}
        />
      ) : null}
    </SpaceBetween>
  );
}
