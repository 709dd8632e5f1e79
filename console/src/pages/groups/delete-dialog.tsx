import type { Group } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { forget } from "../../api/queries";
import { useFlashes } from "../../app/flashes";
import { CellAnswer } from "../../components/answer";
import { DeleteDialog } from "../../components/delete-dialog";
import { onceEach } from "../../components/once-each";
import { READS_OF_GROUPS } from "../../identity/steps";
import { idOf, nameOf } from "./columns";
import { deleteGroup } from "./delete";
import { usersOf } from "./queries";

interface Props {
  groups: readonly Group[];
  onDone: () => void;
  onCancel: () => void;
}

export function DeleteGroups({ groups, onDone, onCancel }: Props) {
  const queryClient = useQueryClient();
  const { succeed } = useFlashes();
  const names = groups.map(nameOf);
  const what = names.length === 1 ? names.join() : `${names.length} user groups`;
  const [done] = useState(() => new Set<string>());
  const deletion = useMutation({
    mutationFn: () => onceEach(names, done, deleteGroup),
    onSuccess: () => {
      succeed(names.length === 1 ? `User group ${what} deleted.` : `${what} deleted.`);
      onDone();
    },
    // Of several groups some may be gone before one is refused.
    onSettled: () => forget(queryClient, ...READS_OF_GROUPS),
  });
  return (
    <DeleteDialog
      title={`Delete ${what}?`}
      phrase={what}
      isBusy={deletion.isPending}
      error={deletion.error}
      onConfirm={() => deletion.mutate()}
      onCancel={onCancel}
    >
      <Box>
        With {names.length === 1 ? "the group" : "each group"} go its inline policies and memberships. Users and managed
        policies stay. This cannot be undone.
      </Box>
      {groups.map((group) => (
        <Members key={idOf(group)} group={group} isNamed={names.length > 1} />
      ))}
    </DeleteDialog>
  );
}

/** Who loses what the group allows. */
function Members({ group, isNamed }: { group: Group; isNamed: boolean }) {
  return (
    <CellAnswer query={useQuery(usersOf(nameOf(group)))}>
      {(users) => {
        const [first] = users;
        if (first === undefined) return isNamed ? <Box>{nameOf(group)} has no users.</Box> : null;
        const who = users.length === 1 ? `User ${first.UserName} loses` : `${users.length} users lose`;
        return (
          <Alert type="warning">
            {who} what {nameOf(group)} allows.
          </Alert>
        );
      }}
    </CellAnswer>
  );
}
