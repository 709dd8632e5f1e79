/** Dialogs that attach a policy to some of those whom it can be attached to, or detach it from some who have it. */
import { useQuery } from "@tanstack/react-query";
import { useFlashes } from "../../app/flashes";
import { PickerDialog } from "../../components/picker-dialog";
import { ATTACHMENT_READS, attaching, detaching, type Entity, type Usage } from "./entities";
import { ENTITY_COLUMNS, ENTITY_NOUN } from "./entity-columns";
import { entitiesWith } from "./queries";
import { useCandidates } from "./use-entities";

const AS: Readonly<Record<Usage, string>> = {
  PermissionsPolicy: "as a permissions policy",
  PermissionsBoundary: "as a permissions boundary",
};

const TABLE = {
  noun: ENTITY_NOUN,
  columns: ENTITY_COLUMNS,
  idOf: ({ id }: Entity) => id,
  nameOf: ({ name }: Entity) => name,
  forgets: ATTACHMENT_READS,
};

interface Props {
  arn: string;
  name: string;
  usage: Usage;
  onDone: () => void;
  onCancel: () => void;
}

export function AttachPolicy({ arn, name, usage, onDone, onCancel }: Props) {
  const { succeed } = useFlashes();
  return (
    <PickerDialog<Entity>
      {...TABLE}
      title={`Attach ${name} ${AS[usage]}`}
      verb="Attach policy"
      rows={useCandidates(arn, usage)}
      emptyText="There is nobody left to attach this policy to."
      stepOf={(entity) => attaching(usage, arn, entity)}
      onDone={(chosen) => {
        succeed(`Policy ${name} attached to ${entities(chosen.length)}.`);
        onDone();
      }}
      onCancel={onCancel}
    />
  );
}

export function DetachPolicy({ arn, name, usage, onDone, onCancel }: Props) {
  const { succeed } = useFlashes();
  return (
    <PickerDialog<Entity>
      {...TABLE}
      title={`Detach ${name} ${AS[usage]}`}
      verb="Detach policy"
      rows={useQuery(entitiesWith(arn, usage))}
      emptyText={`Nobody has this policy ${AS[usage]}.`}
      stepOf={(entity) => detaching(usage, arn, entity)}
      onDone={(chosen) => {
        succeed(`Policy ${name} detached from ${entities(chosen.length)}.`);
        onDone();
      }}
      onCancel={onCancel}
    />
  );
}

const entities = (count: number) => (count === 1 ? "1 entity" : `${count} entities`);
