/** What the dashboard asks of IAM. */
import { GetAccountSummaryCommand } from "@aws-sdk/client-iam";
import { readIam } from "../../api/queries";

export const accountSummary = () => readIam("GetAccountSummary", GetAccountSummaryCommand, {});
