import type { User } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { forget } from "../../api/queries";
import { useFlashes } from "../../app/flashes";
import { CellAnswer } from "../../components/answer";
import { DeleteDialog } from "../../components/delete-dialog";
import { onceEach } from "../../components/once-each";
import { daysSince, relative } from "../../components/time";
import { useAreLastAdministrators } from "./administrators";
import { deleteUser } from "./delete";
import { accessKeysOf } from "./queries";

interface Props {
  users: readonly User[];
  onDone: () => void;
  onCancel: () => void;
}

/** Who was active as lately as this, somebody may still need. */
const RECENT = 90;

export function DeleteUsers({ users, onDone, onCancel }: Props) {
  const queryClient = useQueryClient();
  const { succeed } = useFlashes();
  const names = users.map(({ UserName = "" }) => UserName);
  const [first = ""] = names;
  const what = names.length === 1 ? first : `${names.length} users`;
  const areLast = useAreLastAdministrators(names, users[0]?.Arn?.split(":")[1] ?? "aws");
  const [done] = useState(() => new Set<string>());
  const deletion = useMutation({
    mutationFn: () => onceEach(names, done, deleteUser),
    // Of several users some may be gone before one is refused.
    onSettled: () => forget(queryClient, "ListUsers", "GetGroup", "GetAccountSummary"),
    onSuccess: () => {
      succeed(names.length === 1 ? `User ${first} deleted.` : `${names.length} users deleted.`);
      onDone();
    },
  });

  return (
    <DeleteDialog
      title={`Delete ${what}?`}
      phrase={what}
      isReady={areLast !== undefined}
      consequence={areLast ? "nobody but the root user administers the account afterwards" : undefined}
      isBusy={deletion.isPending}
      error={deletion.error}
      onConfirm={() => deletion.mutate()}
      onCancel={onCancel}
    >
      <Box>
        With {names.length === 1 ? "the user" : "each user"} go their password, access keys, MFA devices, inline
        policies and memberships of groups. This cannot be undone.
      </Box>
      {names.length === 1 ? null : (
        <ul>
          {names.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      )}
      {users.map((user) => (
        <StillNeeded key={user.UserId} user={user} />
      ))}
    </DeleteDialog>
  );
}

function StillNeeded({ user: { UserName = "", PasswordLastUsed } }: { user: User }) {
  const keys = useQuery(accessKeysOf(UserName));
  const isRecent = PasswordLastUsed !== undefined && daysSince(PasswordLastUsed) <= RECENT;
  return (
    <CellAnswer query={keys}>
      {({ AccessKeyMetadata = [] }) => {
        const active = AccessKeyMetadata.filter(({ Status }) => Status === "Active").length;
        const reasons = [
          ...(active > 0 ? [active === 1 ? "has an active access key" : `has ${active} active access keys`] : []),
          ...(isRecent ? [`signed in ${relative(PasswordLastUsed)}`] : []),
        ];
        return reasons.length === 0 ? null : (
          <Alert type="warning">
            {UserName} {reasons.join(" and ")}.
          </Alert>
        );
      }}
    </CellAnswer>
  );
}
