/** When the services that somebody's policies allow were last asked for something. */
import type { PolicyGrantingServiceAccess, ServiceLastAccessed } from "@aws-sdk/client-iam";
import Button from "@cloudscape-design/components/button";
import LiveRegion from "@cloudscape-design/components/live-region";
import Popover from "@cloudscape-design/components/popover";
import Select from "@cloudscape-design/components/select";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useMemo } from "react";
import { paths } from "../app/paths";
import { useAddress } from "../app/use-address";
import { CellAnswer } from "../components/answer";
import type { Column } from "../components/columns";
import { Go } from "../components/go";
import { PartTable } from "../components/part-table";
import { ExactTime, RelativeTime } from "../components/time";
import { LAST_ACCESSED_HELP } from "./help";
import { lastAccessed, policiesGranting } from "./last-accessed";
import { ServiceDetail } from "./last-accessed-detail";
import { pathOf } from "./places";

const NOT_ACCESSED = "Not accessed in the tracking period";

const SHOWN = {
  all: { label: "All services", holds: () => true },
  accessed: { label: "Services accessed", holds: (one: ServiceLastAccessed) => one.LastAuthenticated !== undefined },
  not: { label: "Services not accessed", holds: (one: ServiceLastAccessed) => one.LastAuthenticated === undefined },
};

type Shown = keyof typeof SHOWN;

const PLAIN = { show: "all", service: "" };

const isShown = (text: string): text is Shown => text in SHOWN;

export function LastAccessedTab({ arn }: { arn: string }) {
  const query = useQuery(lastAccessed(arn));
  const [{ show, service }, change] = useAddress(PLAIN);
  const shown: Shown = isShown(show) ? show : "all";
  const { data, error, refetch, isFetching } = query;
  const rows = useMemo(() => data?.services.filter(SHOWN[shown].holds), [data, shown]);
  const namespaces = useMemo(() => data?.services.map(({ ServiceNamespace = "" }) => ServiceNamespace) ?? [], [data]);
  const { pathname } = useLocation();
  const columns = useMemo(() => columnsOf(arn, namespaces, pathname), [arn, namespaces, pathname]);
  const opened = data?.services.find(({ ServiceNamespace }) => ServiceNamespace === service);
  if (data && opened) {
    return <ServiceDetail arn={arn} jobId={data.jobId} service={opened} onBack={() => change({ service: "" })} />;
  }
  return (
    <>
      {isFetching ? (
        <LiveRegion>
          <StatusIndicator type="in-progress">Generating the report</StatusIndicator>
        </LiveRegion>
      ) : null}
      <PartTable<ServiceLastAccessed>
        noun={{ one: "service", many: "services", title: "Allowed services" }}
        info={LAST_ACCESSED_HELP}
        description={
          <>
            Tracking period: the last 400 days. Report generated: <ExactTime at={data?.created} />
          </>
        }
        rows={{ data: rows, error, refetch, isFetching }}
        columns={columns}
        idOf={({ ServiceNamespace = "" }) => ServiceNamespace}
        nameOf={({ ServiceName = "" }) => ServiceName}
        isInAddress
        pageSize={20}
        filters={
          <Select
            ariaLabel="Filter by access"
            selectedOption={{ value: shown, label: SHOWN[shown].label }}
            options={Object.entries(SHOWN).map(([value, { label }]) => ({ value, label }))}
            onChange={({ detail }) => change({ show: detail.selectedOption.value ?? "all" })}
          />
        }
        onClearFilters={shown === "all" ? undefined : () => change({ show: "all" })}
        emptyText="The policies allow no service."
        emptyAction={<Button onClick={() => void refetch()}>Generate a new report</Button>}
      />
    </>
  );
}

/** Whether it is an identity, of which IAM tells what policies grant; a policy grants by itself. */
const isIdentity = (arn: string) => /^arn:[^:]*:iam::[^:]*:(user|group|role)\//.test(arn);

function columnsOf(
  arn: string,
  namespaces: readonly string[],
  pathname: string,
): readonly Column<ServiceLastAccessed>[] {
  const granting: Column<ServiceLastAccessed> = {
    id: "policies",
    header: "Policies granting permissions",
    cell: ({ ServiceNamespace = "" }) => <Granting arn={arn} namespaces={namespaces} namespace={ServiceNamespace} />,
    minWidth: 180,
  };
  return [
    {
      id: "service",
      header: "Service",
      cell: ({ ServiceName, ServiceNamespace = "" }) => (
        <Go to={`${pathname}?${new URLSearchParams({ tab: "last-accessed", service: ServiceNamespace })}`}>
          {ServiceName} ({ServiceNamespace})
        </Go>
      ),
      by: ({ ServiceName, ServiceNamespace }) => `${ServiceName} ${ServiceNamespace}`,
      isSearched: true,
      isName: true,
      minWidth: 200,
    },
    ...(isIdentity(arn) ? [granting] : []),
    {
      id: "accessed",
      header: "Last accessed",
      cell: ({ LastAuthenticated }) => <RelativeTime at={LastAuthenticated} none={NOT_ACCESSED} />,
      by: ({ LastAuthenticated }) => LastAuthenticated,
      minWidth: 160,
    },
    {
      id: "region",
      header: "Region",
      cell: ({ LastAuthenticatedRegion }) => LastAuthenticatedRegion ?? "-",
      by: ({ LastAuthenticatedRegion }) => LastAuthenticatedRegion,
    },
  ];
}

interface GrantingProps {
  arn: string;
  namespaces: readonly string[];
  namespace: string;
}

/** The policy that grants, or how many do. All rows share one answer. */
function Granting({ arn, namespaces, namespace }: GrantingProps) {
  return (
    <CellAnswer query={useQuery(policiesGranting(arn, namespaces))}>
      {(found) => {
        const policies = found.get(namespace) ?? [];
        const [first] = policies;
        if (first === undefined) return "None";
        if (policies.length === 1) return <PolicyLink policy={first} />;
        return (
          <Popover
            triggerType="text"
            header="Policies granting permissions"
            dismissAriaLabel="Close"
            content={
              <ul>
                {policies.map((policy) => (
                  <li key={`${policy.PolicyArn}${policy.EntityName}${policy.PolicyName}`}>
                    <PolicyLink policy={policy} />
                  </li>
                ))}
              </ul>
            }
          >
            {policies.length} policies
          </Popover>
        );
      }}
    </CellAnswer>
  );
}

const KINDS = { USER: "user", GROUP: "group", ROLE: "role" } as const;

/** A managed policy is a place; an inline one is where its user, group or role is. */
function PolicyLink({ policy }: { policy: PolicyGrantingServiceAccess }) {
  const { PolicyArn, PolicyName, EntityType, EntityName = "" } = policy;
  if (PolicyArn) return <Go to={paths.policy(PolicyArn)}>{PolicyName}</Go>;
  if (EntityType === undefined) return PolicyName;
  return <Go to={pathOf({ kind: KINDS[EntityType], name: EntityName })}>{PolicyName} (inline)</Go>;
}
