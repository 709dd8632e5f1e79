/** Which roles a token opens, and why not the others. */
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { hasPage } from "../../../app/pages";
import { paths } from "../../../app/paths";
import type { Column } from "../../../components/columns";
import { Go } from "../../../components/go";
import { PartTable } from "../../../components/part-table";
import { type Decision, type TestedRole, type Told, whatFails } from "./call";

const nameOf = ({ roleArn }: TestedRole) => roleArn.slice(roleArn.lastIndexOf("/") + 1);

const COLUMNS: readonly Column<TestedRole>[] = [
  {
    id: "name",
    header: "Role name",
    cell: (role) =>
      hasPage("/roles/$roleName") ? <Go to={`${paths.role(nameOf(role))}?tab=trust`}>{nameOf(role)}</Go> : nameOf(role),
    by: nameOf,
    isSearched: true,
    isName: true,
    minWidth: 200,
  },
  {
    id: "result",
    header: "Result",
    cell: ({ isAllowed }) => (
      <StatusIndicator type={isAllowed ? "success" : "error"}>
        {isAllowed ? "Can be assumed" : "Cannot be assumed"}
      </StatusIndicator>
    ),
    by: ({ isAllowed }) => Number(!isAllowed),
    minWidth: 200,
  },
  {
    id: "why",
    header: "What fails",
    cell: (role) => <span className="ostiary-explanation">{whatFails(role) || "-"}</span>,
    by: whatFails,
    isSearched: true,
    minWidth: 300,
  },
];

export function RolesTable({ told: { roles, isTruncated } }: { told: Told }) {
  return (
    <PartTable<TestedRole>
      noun={{ one: "role", many: "roles", title: "Roles" }}
      description={
        isTruncated
          ? "The first 50 roles whose trust policy names the provider; there are more."
          : "Every role whose trust policy names the provider."
      }
      rows={{ data: roles, error: null }}
      columns={COLUMNS}
      idOf={({ roleArn }) => roleArn}
      nameOf={nameOf}
      detailOf={({ decisions }) => <Decisions decisions={decisions} />}
      detailName="Explanation"
      emptyText="No role trusts the provider."
    />
  );
}

function Decisions({ decisions }: { decisions: readonly Decision[] }) {
  if (decisions.length === 0) return <Box color="text-body-secondary">Nothing was decided.</Box>;
  return (
    <SpaceBetween size="s">
      {decisions.map(({ action, explanation }) => (
        <div key={action}>
          <Box variant="strong">{action}</Box>
          {explanation.split("\n").map((line) => (
            <div key={line} className="ostiary-explanation">
              {line}
            </div>
          ))}
        </div>
      ))}
    </SpaceBetween>
  );
}
