/** The credential report: made where there is none, then fetched. */
import { GenerateCredentialReportCommand, GetCredentialReportCommand } from "@aws-sdk/client-iam";
import { queryOptions } from "@tanstack/react-query";
import { callIam } from "../../api/queries";
import { type CredentialRow, readReport } from "./report";

export interface CredentialReport {
  generated: Date | undefined;
  csv: string;
  rows: CredentialRow[];
}

const BETWEEN = 500;

/** The credential report: a new one where there is none younger than four hours. Giving up the query ends the waiting. */
export const credentialReport = () =>
  queryOptions({
    queryKey: ["iam", "GetCredentialReport"],
    queryFn: async ({ signal }): Promise<CredentialReport> => {
      for (;;) {
        const { State } = await callIam("GenerateCredentialReport", GenerateCredentialReportCommand, {}, signal);
        if (State === "COMPLETE") break;
        signal.throwIfAborted();
        await new Promise((resolve) => window.setTimeout(resolve, BETWEEN));
      }
      const answer = await callIam("GetCredentialReport", GetCredentialReportCommand, {}, signal);
      const csv = new TextDecoder().decode(answer.Content);
      return { generated: answer.GeneratedTime, csv, rows: readReport(csv) };
    },
    staleTime: 300_000,
  });
