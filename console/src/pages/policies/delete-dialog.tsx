/** Asks before a policy is deleted. While somebody has it, it says who, and offers to detach it from all of them first. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { forget } from "../../api/queries";
import { useFlashes } from "../../app/flashes";
import { Answer } from "../../components/answer";
import type { Column } from "../../components/columns";
import { DeleteDialog } from "../../components/delete-dialog";
import { PartTable } from "../../components/part-table";
import { type Attachment, deletePolicy } from "./delete";
import { ATTACHMENT_READS, type Usage } from "./entities";
import { ENTITY_COLUMNS, ENTITY_NOUN } from "./entity-columns";
import { entitiesWith } from "./queries";

interface Props {
  arn: string;
  name: string;
  onDone: () => void;
  onCancel: () => void;
}

/** Of more than so many the effect is asked about once more. */
const MANY = 20;

const USAGES: readonly Usage[] = ["PermissionsPolicy", "PermissionsBoundary"];

const COLUMNS: readonly Column<Attachment>[] = [
  ...ENTITY_COLUMNS,
  {
    id: "usage",
    header: "Used as",
    cell: ({ usage }) => (usage === "PermissionsPolicy" ? "Permissions policy" : "Boundary"),
    by: ({ usage }) => usage,
  },
];

export function DeletePolicy({ arn, name, onDone, onCancel }: Props) {
  const queryClient = useQueryClient();
  const { succeed } = useFlashes();
  const attached = useQueries({
    queries: USAGES.map((usage) => entitiesWith(arn, usage)),
    combine: (results) => ({
      data: results.every(({ data }) => data)
        ? results.flatMap(({ data = [] }, at) =>
            data.map((entity): Attachment => ({ ...entity, usage: USAGES[at] ?? "PermissionsPolicy" })),
          )
        : undefined,
      error: results.find(({ error }) => error)?.error ?? null,
      refetch: () => Promise.all(results.map(({ refetch }) => refetch())),
    }),
  });
  const deletion = useMutation({
    mutationFn: () => deletePolicy(arn, attached.data ?? []),
    onSettled: () => forget(queryClient, ...ATTACHMENT_READS, "ListPolicyVersions", "GetAccountSummary"),
    onSuccess: () => {
      succeed(`Policy ${name} deleted.`);
      onDone();
    },
  });
  const count = attached.data?.length ?? 0;
  // Who may not see who has it may delete it nevertheless: the server refuses what is in use.
  const isKnown = attached.data !== undefined || attached.error !== null;

  return (
    <DeleteDialog
      title={`Delete ${name}?`}
      phrase={name}
      verb={count > 0 ? "Detach from all and delete" : "Delete"}
      isReady={isKnown}
      consequence={count > MANY ? `${count} users, groups and roles lose this policy at once` : undefined}
      isBusy={deletion.isPending}
      error={deletion.error}
      onConfirm={() => deletion.mutate()}
      onCancel={onCancel}
    >
      <Box>With the policy go all its versions. This cannot be undone.</Box>
      <Answer query={attached}>
        {(attachments) =>
          attachments.length === 0 ? null : (
            <SpaceBetween size="m">
              <Alert type="warning" header="The policy is in use">
                A policy that somebody has cannot be deleted. It is detached first from {inAll(attachments.length)}, who
                lose what it allows. Where it is a boundary, nothing bounds them any more.
              </Alert>
              <PartTable
                variant="embedded"
                noun={ENTITY_NOUN}
                rows={{ data: attachments, error: null, refetch: attached.refetch }}
                columns={COLUMNS}
                idOf={({ usage, id }) => `${usage} ${id}`}
                nameOf={({ name: entity }) => entity}
                pageSize={5}
              />
            </SpaceBetween>
          )
        }
      </Answer>
    </DeleteDialog>
  );
}

const inAll = (count: number) => (count === 1 ? "one entity" : `${count} entities`);
