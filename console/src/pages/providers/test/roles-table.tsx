/** Which roles a token opens, and why not the others. */
import Box from "@cloudscape-design/components/box";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ToldDecision } from "../../../api/explanation";
import { hasPage } from "../../../app/pages";
import { paths } from "../../../app/paths";
import type { Column } from "../../../components/columns";
import { Go } from "../../../components/go";
import { PartTable } from "../../../components/part-table";
import { type TestedRole, type Told, whatFails } from "./call";

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
    minWidth: 160,
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
    cell: (role) => <Why role={role} />,
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
      emptyText="No role trusts the provider."
    />
  );
}

function Why({ role }: { role: TestedRole }) {
  return (
    <>
      <div className="ostiary-explanation">{whatFails(role) || "-"}</div>
      {role.decisions.length > 0 ? (
        <ExpandableSection variant="footer" headerText="Explanation" headerAriaLabel={`Explanation of ${nameOf(role)}`}>
          <Decisions decisions={role.decisions} />
        </ExpandableSection>
      ) : null}
    </>
  );
}

function Decisions({ decisions }: { decisions: readonly ToldDecision[] }) {
  return (
    <SpaceBetween size="s">
      {decisions.map(({ action, explanation }) => (
        <div key={action}>
          <Box variant="strong">{action}</Box>
          <div className="ostiary-explanation">{explanation}</div>
        </div>
      ))}
    </SpaceBetween>
  );
}
