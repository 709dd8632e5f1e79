/** The roles that trust a provider. */
import type { Role } from "@aws-sdk/client-iam";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Table from "@cloudscape-design/components/table";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { hasPage } from "../../app/pages";
import { href, paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { Answer, CellAnswer } from "../../components/answer";
import { Go } from "../../components/go";
import { ExactTime } from "../../components/time";
import { trusts } from "./provider";
import { roles } from "./queries";

/** Ask for all roles, and pick those out whose trust policy allows something to the provider. */
export function useTrustingRoles(arn: string) {
  const query = useInfiniteQuery(roles());
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  const found = query.data?.filter(({ AssumeRolePolicyDocument = "" }) => trusts(AssumeRolePolicyDocument, arn));
  // A part of the list would give a wrong answer.
  return { data: hasNextPage ? undefined : found, error: query.error, refetch: query.refetch };
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

export function RolesTab({ arn }: { arn: string }) {
  const query = useTrustingRoles(arn);
  return (
    <Answer query={query}>
      {(found) => (
        <Table<Role>
          variant="container"
          items={found}
          trackBy="RoleId"
          ariaLabels={{ tableLabel: "Roles that trust this provider" }}
          header={
            <Header
              variant="h2"
              counter={`(${found.length})`}
              description="Roles whose trust policy allows something to this provider, under the conditions that it has."
              actions={<AssignRole arn={arn} />}
            >
              Roles that trust this provider
            </Header>
          }
          columnDefinitions={[
            {
              id: "name",
              header: "Role name",
              isRowHeader: true,
              cell: (role) =>
                hasPage("/roles/$roleName") ? <Go to={paths.role(nameOf(role))}>{nameOf(role)}</Go> : nameOf(role),
            },
            { id: "description", header: "Description", cell: ({ Description }) => Description || "-" },
            { id: "created", header: "Creation time", cell: ({ CreateDate }) => <ExactTime at={CreateDate} /> },
          ]}
          empty={
            <Box textAlign="center" color="text-body-secondary">
              No role trusts this provider.
            </Box>
          }
        />
      )}
    </Answer>
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
