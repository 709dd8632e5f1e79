/** Dialogs that attach a policy to some of those whom it can be attached to, or detach it from some who have it. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useFlashes } from "../../app/flashes";
import { Dialog } from "../../components/dialog";
import { Failures } from "../../components/failures";
import { PartTable, type Rows } from "../../components/part-table";
import { type Step, useSteps } from "../../components/steps";
import { ATTACHMENT_READS, attaching, detaching, type Entity, kindsFor, type Usage } from "./entities";
import { ENTITY_COLUMNS, ENTITY_NOUN } from "./entity-columns";
import { ALL_ENTITIES, attachedTo } from "./queries";

export const AS: Record<Usage, string> = {
  PermissionsPolicy: "as a permissions policy",
  PermissionsBoundary: "as a permissions boundary",
};

interface Props {
  arn: string;
  name: string;
  usage: Usage;
  onDone: () => void;
  onCancel: () => void;
}

export function AttachPolicy({ arn, name, usage, ...ends }: Props) {
  const had = useQuery(attachedTo(arn, usage));
  const all = useQueries({
    queries: kindsFor(usage).map((kind) => ALL_ENTITIES[kind]()),
    combine: (results): Rows<Entity> => ({
      data: results.every(({ data }) => data) ? results.flatMap(({ data }) => data ?? []) : undefined,
      error: results.find(({ error }) => error)?.error ?? null,
      refetch: () => Promise.all(results.map(({ refetch }) => refetch())),
      isFetching: results.some(({ isFetching }) => isFetching),
    }),
  });
  const has = new Set(had.data?.map(({ id }) => id));
  return (
    <EntityDialog
      title={`Attach ${name} ${AS[usage]}`}
      verb="Attach policy"
      rows={{ ...all, data: all.data?.filter(({ id }) => !has.has(id)) }}
      empty="All that this policy can be attached to have it."
      stepFor={(entity) => attaching(usage, arn, entity)}
      done={(count) => `Policy ${name} attached to ${entities(count)}.`}
      {...ends}
    />
  );
}

export function DetachPolicy({ arn, name, usage, ...ends }: Props) {
  const query = useQuery(attachedTo(arn, usage));
  return (
    <EntityDialog
      title={`Detach ${name} ${AS[usage]}`}
      verb="Detach policy"
      rows={query}
      empty={`Nobody has this policy ${AS[usage]}.`}
      stepFor={(entity) => detaching(usage, arn, entity)}
      done={(count) => `Policy ${name} detached from ${entities(count)}.`}
      {...ends}
    />
  );
}

const entities = (count: number) => (count === 1 ? "1 entity" : `${count} entities`);

interface DialogProps {
  title: string;
  verb: string;
  rows: Rows<Entity>;
  empty: string;
  stepFor: (entity: Entity) => Step;
  done: (count: number) => string;
  onDone: () => void;
  onCancel: () => void;
}

function EntityDialog({ title, verb, rows, empty, stepFor, done, onDone, onCancel }: DialogProps) {
  const [selected, select] = useState<Entity[]>([]);
  const { succeed } = useFlashes();
  const { run, isBusy, failures, retry } = useSteps({
    forgets: ATTACHMENT_READS,
    onDone: () => {
      succeed(done(selected.length));
      onDone();
    },
  });
  return (
    <Dialog
      title={title}
      verb={verb}
      size="large"
      isReady={selected.length > 0}
      isBusy={isBusy}
      error={null}
      onConfirm={() => run(selected.map(stepFor))}
      onCancel={onCancel}
    >
      <Failures failures={failures} onRetry={retry} />
      <PartTable
        variant="embedded"
        noun={ENTITY_NOUN}
        rows={rows}
        columns={ENTITY_COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ name }) => name}
        emptyText={empty}
        selected={selected}
        onSelect={select}
      />
    </Dialog>
  );
}
