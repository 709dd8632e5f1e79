/** The report of what was last accessed: the job that makes it, and what can be read from it. */
import {
  type EntityDetails,
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  type GetServiceLastAccessedDetailsCommandOutput,
  GetServiceLastAccessedDetailsWithEntitiesCommand,
  ListPoliciesGrantingServiceAccessCommand,
  type PolicyGrantingServiceAccess,
  type ServiceLastAccessed,
} from "@aws-sdk/client-iam";
import { queryOptions } from "@tanstack/react-query";
import { ApiError } from "../api/errors";
import { callIam, listIam } from "../api/queries";

export interface Report {
  jobId: string;
  created: Date | undefined;
  services: ServiceLastAccessed[];
}

const GENERATE = "GenerateServiceLastAccessedDetails";
const GET = "GetServiceLastAccessedDetails";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Milliseconds between two questions whether the report is there: soon at first, then more seldom. */
const wait = (asked: number) => Math.min(250 * 1.5 ** asked, 3_000);

async function finished(JobId: string, signal: AbortSignal): Promise<GetServiceLastAccessedDetailsCommandOutput> {
  for (let asked = 0; ; asked++) {
    const answer = await callIam(GET, GetServiceLastAccessedDetailsCommand, { JobId }, signal);
    if (answer.JobStatus === "COMPLETED") return answer;
    if (answer.JobStatus === "FAILED") {
      const { Code = "ServiceFailure", Message = "The report could not be generated." } = answer.Error ?? {};
      throw new ApiError(GET, Code, Message, answer.$metadata.requestId ?? "", 200);
    }
    await pause(wait(asked));
    signal.throwIfAborted();
  }
}

/** Have the report on the user, group, role or policy of that ARN made, and return it. */
export const lastAccessed = (Arn: string) =>
  queryOptions({
    queryKey: ["iam", GENERATE, Arn],
    queryFn: async ({ signal }): Promise<Report> => {
      const asked = { Arn, Granularity: "ACTION_LEVEL" as const };
      const { JobId = "" } = await callIam(GENERATE, GenerateServiceLastAccessedDetailsCommand, asked, signal);
      const { JobCompletionDate } = await finished(JobId, signal);
      const services = await listIam(
        GET,
        GetServiceLastAccessedDetailsCommand,
        { JobId },
        ({ ServicesLastAccessed }) => ServicesLastAccessed,
        signal,
      );
      return { jobId: JobId, created: JobCompletionDate, services };
    },
    // Each is work for the server; there is a button for a newer one.
    staleTime: Number.POSITIVE_INFINITY,
  });

/** As many services one call takes. */
const MOST = 200;

/** The policies by which an identity may use each of *namespaces*. */
export const policiesGranting = (Arn: string, namespaces: readonly string[]) =>
  queryOptions({
    queryKey: ["iam", "ListPoliciesGrantingServiceAccess", Arn, namespaces],
    queryFn: async ({ signal }) => {
      const found = new Map<string, PolicyGrantingServiceAccess[]>();
      for (let at = 0; at < namespaces.length; at += MOST) {
        const listed = await granting(Arn, namespaces.slice(at, at + MOST), signal);
        for (const { ServiceNamespace = "", Policies = [] } of listed) found.set(ServiceNamespace, Policies);
      }
      return found;
    },
  });

async function granting(Arn: string, ServiceNamespaces: string[], signal: AbortSignal) {
  const all = [];
  let Marker: string | undefined;
  do {
    const answer = await callIam(
      "ListPoliciesGrantingServiceAccess",
      ListPoliciesGrantingServiceAccessCommand,
      { Arn, ServiceNamespaces, ...(Marker && { Marker }) },
      signal,
    );
    all.push(...(answer.PoliciesGrantingServiceAccess ?? []));
    Marker = answer.IsTruncated ? answer.Marker : undefined;
  } while (Marker !== undefined);
  return all;
}

/** Who could have used a service, the latest first. */
export const entitiesBehind = (JobId: string, ServiceNamespace: string) =>
  queryOptions({
    queryKey: ["iam", "GetServiceLastAccessedDetailsWithEntities", JobId, ServiceNamespace],
    queryFn: ({ signal }): Promise<EntityDetails[]> =>
      listIam(
        "GetServiceLastAccessedDetailsWithEntities",
        GetServiceLastAccessedDetailsWithEntitiesCommand,
        { JobId, ServiceNamespace },
        ({ EntityDetailsList }) => EntityDetailsList,
        signal,
      ),
  });
