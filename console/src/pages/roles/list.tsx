/** The list of roles. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import { DeletableList } from "../../components/deletable-list";
import { ROLE_COLUMNS } from "./columns";
import { DeleteRoles } from "./delete-dialog";
import { ROLES_HELP } from "./help";
import { roles } from "./queries";

export default function RoleList() {
  return (
    <DeletableList
      noun={{ one: "role", many: "roles", title: "Roles" }}
      query={useInfiniteQuery(roles())}
      columns={ROLE_COLUMNS}
      idOf={({ RoleId = "" }) => RoleId}
      nameOf={({ RoleName = "" }) => RoleName}
      description="An IAM role is an identity with permissions and without credentials: whom it trusts gets them for a while."
      help={ROLES_HELP}
      create={{ text: "Create role", path: paths.createRole }}
      dialog={({ items, ...rest }) => <DeleteRoles roles={items} {...rest} />}
    />
  );
}
