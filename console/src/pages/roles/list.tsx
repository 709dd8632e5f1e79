/** The list of roles. */
import type { Role } from "@aws-sdk/client-iam";
import Button from "@cloudscape-design/components/button";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { usePageHelp } from "../../app/help";
import { hasPage } from "../../app/pages";
import { href, paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { Buttons } from "../../components/buttons";
import { type Noun, ResourceTable } from "../../components/resource-table";
import { ROLE_COLUMNS } from "./columns";
import { DeleteRoles } from "./delete-dialog";
import { ROLES_HELP } from "./help";
import { roles } from "./queries";

const NOUN: Noun = { one: "role", many: "roles", title: "Roles" };

export default function RoleList() {
  usePageHelp(ROLES_HELP);
  const query = useInfiniteQuery(roles());
  const { follow } = useGo();
  const [selected, select] = useState<Role[]>([]);
  const [isDeleting, setDeleting] = useState(false);

  const create = hasPage(paths.createRole) ? (
    <Button variant="primary" href={href(paths.createRole)} onFollow={follow}>
      Create role
    </Button>
  ) : null;

  return (
    <>
      <ResourceTable
        noun={NOUN}
        query={query}
        columns={ROLE_COLUMNS}
        idOf={({ RoleId = "" }) => RoleId}
        nameOf={({ RoleName = "" }) => RoleName}
        description="An IAM role is an identity with permissions and without credentials: whom it trusts gets them for a while."
        info={ROLES_HELP}
        selected={selected}
        onSelect={select}
        actions={
          <Buttons>
            <Button disabled={selected.length === 0} onClick={() => setDeleting(true)}>
              Delete
            </Button>
            {create}
          </Buttons>
        }
        create={create}
      />
      {isDeleting ? (
        <DeleteRoles
          roles={selected}
          onCancel={() => setDeleting(false)}
          onDone={() => {
            setDeleting(false);
            select([]);
          }}
        />
      ) : null}
    </>
  );
}
