/** The columns of groups, as data. */
import type { Group } from "@aws-sdk/client-iam";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import { CellAnswer } from "../../components/answer";
import { Arn } from "../../components/arn";
import type { Column } from "../../components/columns";
import { Go } from "../../components/go";
import { RelativeTime } from "../../components/time";
import { attachedTo, inlineOf } from "../../identity/kinds";
import { usersOf } from "./queries";

export const nameOf = ({ GroupName }: Group) => GroupName ?? "";
export const idOf = ({ GroupId }: Group) => GroupId ?? "";

const COLUMNS = {
  name: {
    id: "name",
    header: "Group name",
    cell: (group) => <Go to={paths.group(nameOf(group))}>{nameOf(group)}</Go>,
    by: nameOf,
    isSearched: true,
    isShown: true,
    isName: true,
    minWidth: 160,
  },
  plainName: {
    id: "name",
    header: "Group name",
    cell: nameOf,
    by: nameOf,
    isSearched: true,
    isName: true,
    minWidth: 160,
  },
  users: { id: "users", header: "Users", cell: (group) => <Users group={group} />, isShown: true },
  permissions: {
    id: "permissions",
    header: "Permissions",
    cell: (group) => <Permissions group={group} />,
    isShown: true,
    minWidth: 150,
  },
  attached: {
    id: "attached",
    header: "Attached policies",
    cell: (group) => <Attached group={group} />,
    minWidth: 200,
  },
  created: {
    id: "created",
    header: "Creation time",
    cell: ({ CreateDate }) => <RelativeTime at={CreateDate} />,
    by: ({ CreateDate }) => CreateDate,
    isShown: true,
    minWidth: 160,
  },
  path: {
    id: "path",
    header: "Path",
    cell: ({ Path }) => Path,
    by: ({ Path }) => Path,
    isSearched: true,
    minWidth: 90,
  },
  arn: {
    id: "arn",
    header: "ARN",
    cell: ({ Arn: arn }) => <Arn arn={arn} />,
    by: ({ Arn: arn }) => arn,
    isSearched: true,
    minWidth: 260,
  },
} as const satisfies Record<string, Column<Group>>;

/** Of the list of groups. */
export const GROUP_COLUMNS: readonly Column<Group>[] = [
  COLUMNS.name,
  COLUMNS.users,
  COLUMNS.permissions,
  COLUMNS.created,
  COLUMNS.path,
  COLUMNS.arn,
];

/** Where groups are chosen. */
export const CHOICE_COLUMNS: readonly Column<Group>[] = [COLUMNS.plainName, COLUMNS.attached, COLUMNS.created];

/** Where the groups of a user are shown. */
export const MEMBERSHIP_COLUMNS: readonly Column<Group>[] = [COLUMNS.name, COLUMNS.attached, COLUMNS.created];

interface Props {
  group: Group;
}

const identityOf = (group: Group) => ({ kind: "group" as const, name: nameOf(group) });

function Users({ group }: Props) {
  return <CellAnswer query={useQuery(usersOf(nameOf(group)))}>{(users) => String(users.length)}</CellAnswer>;
}

function Permissions({ group }: Props) {
  const inline = useQuery(inlineOf(identityOf(group)));
  return (
    <CellAnswer query={useQuery(attachedTo(identityOf(group)))}>
      {(attached) =>
        attached.length > 0 ? (
          <Defined />
        ) : (
          <CellAnswer query={inline}>
            {(names) =>
              names.length > 0 ? <Defined /> : <StatusIndicator type="warning">Not defined</StatusIndicator>
            }
          </CellAnswer>
        )
      }
    </CellAnswer>
  );
}

const Defined = () => <StatusIndicator type="success">Defined</StatusIndicator>;

/** The names of managed policies, by the alphabet. */
function Attached({ group }: Props) {
  return (
    <CellAnswer query={useQuery(attachedTo(identityOf(group)))}>
      {(attached) =>
        attached
          .map(({ PolicyName = "" }) => PolicyName)
          .sort()
          .join(", ") || "None"
      }
    </CellAnswer>
  );
}
