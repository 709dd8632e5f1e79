import { GetAccountSummaryCommand } from "@aws-sdk/client-iam";
import { readIam } from "./queries";

/** How much of everything there is in the account, and the quotas. */
export const accountSummary = () => readIam("GetAccountSummary", GetAccountSummaryCommand, {});
