import type { EntityDetails, ServiceLastAccessed, TrackedActionLastAccessed } from "@aws-sdk/client-iam";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { InfoLink } from "../app/help";
import type { Column } from "../components/columns";
import { PartTable } from "../components/part-table";
import { RelativeTime } from "../components/time";
import { LAST_ACCESSED_HELP } from "./help";
import { entitiesBehind } from "./last-accessed";

interface Props {
  arn: string;
  jobId: string;
  service: ServiceLastAccessed;
  /** Back to the services. */
  onBack: () => void;
}

const NEVER = "Not accessed";

const ACTIONS: readonly Column<TrackedActionLastAccessed>[] = [
  {
    id: "action",
    header: "Action",
    cell: ({ ActionName }) => ActionName,
    by: ({ ActionName }) => ActionName,
    isSearched: true,
    isName: true,
  },
  {
    id: "accessed",
    header: "Last accessed",
    cell: ({ LastAccessedTime }) => <RelativeTime at={LastAccessedTime} none={NEVER} />,
    by: ({ LastAccessedTime }) => LastAccessedTime,
  },
  {
    id: "region",
    header: "Region",
    cell: ({ LastAccessedRegion }) => LastAccessedRegion ?? "-",
    by: ({ LastAccessedRegion }) => LastAccessedRegion,
  },
];

const ENTITIES: readonly Column<EntityDetails>[] = [
  {
    id: "entity",
    header: "Entity",
    cell: ({ EntityInfo }) => EntityInfo?.Name,
    by: ({ EntityInfo }) => EntityInfo?.Name,
    isSearched: true,
    isName: true,
  },
  { id: "type", header: "Type", cell: ({ EntityInfo }) => EntityInfo?.Type?.toLowerCase() },
  {
    id: "accessed",
    header: "Last accessed",
    cell: ({ LastAuthenticated }) => <RelativeTime at={LastAuthenticated} none={NEVER} />,
    by: ({ LastAuthenticated }) => LastAuthenticated,
  },
];

/** Whether several may stand behind what the report is on: a group, or a policy. */
const isShared = (arn: string) => /:iam::[^:]*:(group|policy)\//.test(arn);

/** The actions of a service, and who used it. */
export function ServiceDetail({ arn, jobId, service, onBack }: Props) {
  const actions = service.TrackedActionsLastAccessed;
  return (
    <SpaceBetween size="l">
      <Header
        variant="h2"
        actions={<Button onClick={onBack}>Back to services</Button>}
        info={<InfoLink topic={LAST_ACCESSED_HELP} />}
      >
        {service.ServiceName} ({service.ServiceNamespace})
      </Header>
      {actions === undefined ? (
        <Box color="text-body-secondary">The actions of this service are not told apart.</Box>
      ) : (
        <PartTable<TrackedActionLastAccessed>
          noun={{ one: "action", many: "actions", title: "Actions" }}
          pageSize={20}
          rows={{ data: actions, error: null }}
          columns={ACTIONS}
          idOf={({ ActionName = "" }) => ActionName}
          nameOf={({ ActionName = "" }) => ActionName}
        />
      )}
      {isShared(arn) ? <Entities jobId={jobId} namespace={service.ServiceNamespace ?? ""} /> : null}
    </SpaceBetween>
  );
}

function Entities({ jobId, namespace }: { jobId: string; namespace: string }) {
  const { data, error, refetch, isFetching } = useQuery(entitiesBehind(jobId, namespace));
  return (
    <PartTable<EntityDetails>
      noun={{ one: "entity", many: "entities", title: "Accessed by" }}
      rows={{ data, error, refetch, isFetching }}
      columns={ENTITIES}
      idOf={({ EntityInfo }) => EntityInfo?.Id ?? ""}
      nameOf={({ EntityInfo }) => EntityInfo?.Name ?? ""}
    />
  );
}
