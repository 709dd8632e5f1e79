/** What the dashboard asks of IAM. */
import {
  GenerateCredentialReportCommand,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
} from "@aws-sdk/client-iam";
import { queryOptions } from "@tanstack/react-query";
import { callIam, readIam } from "../../api/queries";
import { type CredentialRow, readReport } from "./report";

export const accountSummary = () => readIam("GetAccountSummary", GetAccountSummaryCommand, {});

const BETWEEN = 500;

/** The credential report: a new one where there is none younger than four hours. Giving up the query ends the waiting. */
export const credentialReport = () =>
  queryOptions({
    queryKey: ["iam", "GetCredentialReport"],
    queryFn: async ({ signal }): Promise<CredentialRow[]> => {
      for (;;) {
        const { State } = await callIam("GenerateCredentialReport", GenerateCredentialReportCommand, {}, signal);
        if (State === "COMPLETE") break;
        signal.throwIfAborted();
        await new Promise((resolve) => window.setTimeout(resolve, BETWEEN));
      }
      const { Content } = await callIam("GetCredentialReport", GetCredentialReportCommand, {}, signal);
      return readReport(new TextDecoder().decode(Content));
    },
    staleTime: 300_000,
  });
