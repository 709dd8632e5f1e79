import type { Role } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";
import { useChange } from "../../app/use-change";
import { DeleteDialog } from "../../components/delete-dialog";
import { onceEach } from "../../components/once-each";
import { LastActivity } from "./columns";
import { deleteRole } from "./delete";
import { isServiceLinked } from "./linked";

interface Props {
  roles: readonly Role[];
  onDone: () => void;
  onCancel: () => void;
}

export function DeleteRoles({ roles, onDone, onCancel }: Props) {
  const [only] = roles.length === 1 ? roles : [];
  const what = only ? only.RoleName : `${roles.length} roles`;
  const [done] = useState(() => new Set<Role>());
  const deletion = useChange({
    work: () => onceEach(roles, done, deleteRole),
    old: ["ListRoles", "ListInstanceProfiles", "GetAccountSummary"],
    done: only ? `Role ${what} deleted.` : `${what} deleted.`,
    onDone,
  });
  const linked = roles.filter(isServiceLinked);

  return (
    <DeleteDialog
      title={`Delete ${what}?`}
      phrase={only?.RoleName ?? "delete"}
      isBusy={deletion.isPending}
      error={deletion.error}
      onConfirm={() => deletion.mutate()}
      onCancel={onCancel}
    >
      <Box>
        With {only ? "the role" : "each role"} go its inline policies and the instance profile of the same name, and its
        sessions end at once. This cannot be undone.
      </Box>
      {linked.length > 0 ? (
        <Alert type="warning">
          {linked.length === 1
            ? `${linked[0]?.RoleName} is a service-linked role`
            : `${linked.length} of them are service-linked roles`}
          : DeleteRole does not delete {linked.length === 1 ? "it" : "them"}, DeleteServiceLinkedRole is called instead.
          The service that needs {linked.length === 1 ? "it" : "them"} stops working.
        </Alert>
      ) : null}
      <Table
        variant="embedded"
        contentDensity="compact"
        items={roles}
        trackBy="RoleId"
        ariaLabels={{ tableLabel: "Roles to delete" }}
        columnDefinitions={[
          { id: "name", header: "Role name", isRowHeader: true, cell: ({ RoleName }) => RoleName },
          {
            id: "activity",
            header: "Last activity",
            cell: ({ RoleName = "" }) => <LastActivity roleName={RoleName} />,
          },
        ]}
      />
    </DeleteDialog>
  );
}
