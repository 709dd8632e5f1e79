/** The columns of the list of policies, as data. */
import type { Policy } from "@aws-sdk/client-iam";
import { useQuery } from "@tanstack/react-query";
import { hasPage } from "../../app/pages";
import { paths } from "../../app/paths";
import { CellAnswer } from "../../components/answer";
import { Arn } from "../../components/arn";
import type { Column } from "../../components/columns";
import { Go } from "../../components/go";
import { typeOf } from "../../components/policy-type";
import { ExactTime } from "../../components/time";
import { policy as policyQuery } from "./queries";

export const arnOf = ({ Arn: arn = "" }: Policy) => arn;
export const nameOf = ({ PolicyName = "" }: Policy) => PolicyName;
export const isAwsManaged = (policy: Policy) => typeOf(arnOf(policy)) !== "Customer managed";

/** Say what a policy is used as, and how often. */
export function usedAs({ AttachmentCount = 0, PermissionsBoundaryUsageCount = 0 }: Policy): string {
  const uses = [
    ...(AttachmentCount > 0 ? [`Permissions policy (${AttachmentCount})`] : []),
    ...(PermissionsBoundaryUsageCount > 0 ? [`Boundary (${PermissionsBoundaryUsageCount})`] : []),
  ];
  return uses.join(", ") || "None";
}

export const usesOf = ({ AttachmentCount = 0, PermissionsBoundaryUsageCount = 0 }: Policy) =>
  AttachmentCount + PermissionsBoundaryUsageCount;

export const POLICY_COLUMNS: readonly Column<Policy>[] = [
  {
    id: "name",
    header: "Policy name",
    cell: (policy) =>
      hasPage("/policies/$policyArn") ? <Go to={paths.policy(arnOf(policy))}>{nameOf(policy)}</Go> : nameOf(policy),
    by: nameOf,
    isSearched: true,
    isShown: true,
    isName: true,
    minWidth: 280,
  },
  {
    id: "type",
    header: "Type",
    cell: (policy) => typeOf(arnOf(policy)),
    by: (policy) => typeOf(arnOf(policy)),
    isShown: true,
    minWidth: 190,
  },
  { id: "used", header: "Used as", cell: usedAs, by: usesOf, isShown: true, minWidth: 200 },
  {
    id: "description",
    header: "Description",
    cell: (policy) => <Description policy={policy} />,
    isShown: true,
    minWidth: 220,
  },
  {
    id: "arn",
    header: "ARN",
    cell: (policy) => <Arn arn={arnOf(policy)} />,
    by: arnOf,
    isSearched: true,
    minWidth: 260,
  },
  { id: "path", header: "Path", cell: ({ Path }) => Path, by: ({ Path }) => Path, isSearched: true },
  {
    id: "attached",
    header: "Attached entities",
    cell: ({ AttachmentCount }) => AttachmentCount,
    by: ({ AttachmentCount }) => AttachmentCount,
    minWidth: 150,
  },
  {
    id: "created",
    header: "Creation time",
    cell: ({ CreateDate }) => <ExactTime at={CreateDate} />,
    by: ({ CreateDate }) => CreateDate,
    minWidth: 230,
  },
  {
    id: "edited",
    header: "Edited time",
    cell: ({ UpdateDate }) => <ExactTime at={UpdateDate} />,
    by: ({ UpdateDate }) => UpdateDate,
    minWidth: 230,
  },
  {
    id: "version",
    header: "Default version",
    cell: ({ DefaultVersionId }) => DefaultVersionId,
    by: ({ DefaultVersionId }) => DefaultVersionId,
    minWidth: 140,
  },
];

/** Lists give no descriptions. AWS's policies come without any. */
function Description({ policy }: { policy: Policy }) {
  const isOurs = !isAwsManaged(policy);
  const query = useQuery({ ...policyQuery(arnOf(policy)), enabled: isOurs });
  if (!isOurs) return "-";
  return <CellAnswer query={query}>{({ Policy: found }) => found?.Description || "-"}</CellAnswer>;
}
