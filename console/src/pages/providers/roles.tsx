/** The roles that trust a provider. */
import type { Role } from "@aws-sdk/client-iam";
import Button from "@cloudscape-design/components/button";
import { useQuery } from "@tanstack/react-query";
import { hasPage } from "../../app/pages";
import { href, paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { CellAnswer } from "../../components/answer";
import type { Column } from "../../components/columns";
import { Go } from "../../components/go";
import { PartTable } from "../../components/part-table";
import { RelativeTime } from "../../components/time";
import { roles } from "./queries";
import { trusts } from "./trust";

/** Pick out of all roles those whose trust policy allows something to the provider. */
export function useTrustingRoles(arn: string) {
  const { data, ...query } = useQuery(roles());
  return { ...query, data: data?.filter(({ AssumeRolePolicyDocument }) => trusts(AssumeRolePolicyDocument, arn)) };
}

/** How many roles trust it, in words. */
export function TrustingRoles({ arn }: { arn: string }) {
  return (
    <CellAnswer query={useTrustingRoles(arn)}>
      {(found) =>
        found.length === 0
          ? "no role trusts it"
          : `trusted by ${found.length === 1 ? "1 role" : `${found.length} roles`} (${found.map(({ RoleName }) => RoleName).join(", ")})`
      }
    </CellAnswer>
  );
}

const nameOf = ({ RoleName = "" }: Role) => RoleName;

const COLUMNS: readonly Column<Role>[] = [
  {
    id: "name",
    header: "Role name",
    cell: (role) =>
      hasPage("/roles/$roleName") ? <Go to={paths.role(nameOf(role))}>{nameOf(role)}</Go> : nameOf(role),
    by: nameOf,
    isSearched: true,
    isName: true,
    minWidth: 180,
  },
  {
    id: "description",
    header: "Description",
    cell: ({ Description }) => Description || "-",
    by: ({ Description }) => Description,
    isSearched: true,
  },
  {
    id: "created",
    header: "Creation time",
    cell: ({ CreateDate }) => <RelativeTime at={CreateDate} />,
    by: ({ CreateDate }) => CreateDate,
  },
];

export function RolesTab({ arn }: { arn: string }) {
  return (
    <PartTable<Role>
      noun={{ one: "role", many: "roles", title: "Roles that trust this provider" }}
      description="Their trust policy allows something to this provider, under the conditions that it has."
      rows={useTrustingRoles(arn)}
      columns={COLUMNS}
      idOf={({ RoleId = "" }) => RoleId}
      nameOf={nameOf}
      isInAddress
      actions={<AssignRole arn={arn} />}
      emptyText="No role trusts this provider."
      emptyAction={<AssignRole arn={arn} />}
    />
  );
}

/** The way to a new role that trusts the provider. */
export function AssignRole({ arn }: { arn: string }) {
  const { follow } = useGo();
  if (!hasPage(paths.createRole)) return null;
  return (
    <Button href={href(`${paths.createRole}?provider=${encodeURIComponent(arn)}`)} onFollow={follow}>
      Assign role
    </Button>
  );
}
