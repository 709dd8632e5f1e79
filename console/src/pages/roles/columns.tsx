/** The columns of the list of roles, as data. What only GetRole tells is asked for when its cell is first shown. */
import type { Role } from "@aws-sdk/client-iam";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { hasPage } from "../../app/pages";
import { paths } from "../../app/paths";
import { CellAnswer } from "../../components/answer";
import { Arn } from "../../components/arn";
import type { Column } from "../../components/columns";
import { Go } from "../../components/go";
import { daysSince, ExactTime, RelativeTime, relative } from "../../components/time";
import { entityText, trustedEntities } from "../../trust/entities";
import { TrustedEntities } from "../../trust/entity";
import { duration } from "./durations";
import { isServiceLinked } from "./linked";
import { role as roleOf } from "./queries";

/** After as many days without use a role is shown as unused. */
const OLD = 90;

const nameOf = ({ RoleName }: Role) => RoleName ?? "";

/** The trusted entities as text: what the list is sorted and searched by. */
export const trustText = ({ AssumeRolePolicyDocument }: Role) =>
  trustedEntities(AssumeRolePolicyDocument).map(entityText).join(", ");

export const ROLE_COLUMNS: readonly Column<Role>[] = [
  {
    id: "name",
    header: "Role name",
    cell: (role) =>
      hasPage("/roles/$roleName") ? <Go to={paths.role(nameOf(role))}>{nameOf(role)}</Go> : nameOf(role),
    by: nameOf,
    isSearched: true,
    isShown: true,
    isName: true,
    minWidth: 240,
  },
  {
    id: "trust",
    header: "Trusted entities",
    cell: (role) => (
      <TrustedEntities entities={trustedEntities(role.AssumeRolePolicyDocument)} isLinked={isServiceLinked(role)} />
    ),
    by: trustText,
    isSearched: true,
    isShown: true,
    minWidth: 380,
  },
  {
    id: "activity",
    header: "Last activity",
    cell: (role) => <LastActivity roleName={nameOf(role)} />,
    isShown: true,
    minWidth: 160,
  },
  {
    id: "arn",
    header: "ARN",
    cell: ({ Arn: arn }) => <Arn arn={arn} />,
    by: ({ Arn: arn }) => arn,
    isSearched: true,
    minWidth: 260,
  },
  { id: "path", header: "Path", cell: ({ Path }) => Path, by: ({ Path }) => Path, isSearched: true },
  {
    id: "description",
    header: "Description",
    cell: ({ Description }) => Description || "-",
    by: ({ Description }) => Description,
    isSearched: true,
    minWidth: 240,
  },
  {
    id: "session",
    header: "Maximum session duration",
    cell: ({ MaxSessionDuration }) => (MaxSessionDuration === undefined ? "-" : duration(MaxSessionDuration)),
    by: ({ MaxSessionDuration }) => MaxSessionDuration,
    minWidth: 230,
  },
  {
    id: "created",
    header: "Creation time",
    cell: ({ CreateDate }) => <ExactTime at={CreateDate} />,
    by: ({ CreateDate }) => CreateDate,
    minWidth: 230,
  },
  { id: "tags", header: "Tags", cell: (role) => <Tags role={role} />, minWidth: 180 },
  { id: "boundary", header: "Permissions boundary", cell: (role) => <Boundary role={role} />, minWidth: 220 },
  {
    id: "linked",
    header: "Service-linked",
    cell: (role) => (isServiceLinked(role) ? "Yes" : "No"),
    by: (role) => (isServiceLinked(role) ? "Yes" : "No"),
    minWidth: 150,
  },
  {
    id: "id",
    header: "Role ID",
    cell: ({ RoleId }) => <span className="ostiary-id">{RoleId}</span>,
    by: ({ RoleId }) => RoleId,
    isSearched: true,
    minWidth: 220,
  },
];

/** Draws what GetRole tells of a role. */
function OfRole({ roleName, children }: { roleName: string; children: (role: Role) => ReactNode }) {
  return (
    <CellAnswer query={useQuery(roleOf(roleName))}>{({ Role: found }) => (found ? children(found) : "-")}</CellAnswer>
  );
}

/** When a role was last used, marked when that is long ago. */
export function LastActivity({ roleName }: { roleName: string }) {
  return <OfRole roleName={roleName}>{({ RoleLastUsed }) => <LastUse at={RoleLastUsed?.LastUsedDate} />}</OfRole>;
}

export function LastUse({ at }: { at: Date | undefined }) {
  if (at === undefined || daysSince(at) <= OLD) return <RelativeTime at={at} />;
  return <StatusIndicator type="warning">{relative(at)}</StatusIndicator>;
}

function Tags({ role }: { role: Role }) {
  return (
    <OfRole roleName={nameOf(role)}>
      {({ Tags: tags = [] }) => tags.map(({ Key, Value }) => `${Key}: ${Value}`).join(", ") || "-"}
    </OfRole>
  );
}

function Boundary({ role }: { role: Role }) {
  return (
    <OfRole roleName={nameOf(role)}>
      {({ PermissionsBoundary }) => PermissionsBoundary?.PermissionsBoundaryArn?.replace(/^.*\//, "") ?? "-"}
    </OfRole>
  );
}
