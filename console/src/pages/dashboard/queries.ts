/** What the dashboard asks of IAM. */
import { GetAccountSummaryCommand, ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import { readIam } from "../../api/queries";

export const accountSummary = () => readIam("GetAccountSummary", GetAccountSummaryCommand, {});

export const accountAliases = () => readIam("ListAccountAliases", ListAccountAliasesCommand, {});
