/** What is asked about managed policies wherever they are chosen or shown. */
import { GetPolicyCommand, GetPolicyVersionCommand, ListPoliciesCommand } from "@aws-sdk/client-iam";
import { queryOptions } from "@tanstack/react-query";
import { allOfIam, callIam } from "../api/queries";

export const managedPolicies = () => allOfIam("ListPolicies", ListPoliciesCommand, {}, ({ Policies }) => Policies);

/** The document of the default version. */
export const managedDocument = (PolicyArn: string) =>
  queryOptions({
    queryKey: ["iam", "GetPolicyVersion", PolicyArn, "default"],
    queryFn: async ({ signal }) => {
      const { Policy } = await callIam("GetPolicy", GetPolicyCommand, { PolicyArn }, signal);
      const VersionId = Policy?.DefaultVersionId;
      const { PolicyVersion } = await callIam(
        "GetPolicyVersion",
        GetPolicyVersionCommand,
        { PolicyArn, VersionId },
        signal,
      );
      // IAM gives documents percent-encoded.
      return decodeURIComponent(PolicyVersion?.Document ?? "");
    },
  });
