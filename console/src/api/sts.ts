/** STS's client, apart from the others: few pages need it. */
import { STSClient } from "@aws-sdk/client-sts";
import { kept } from "./clients";

export const sts = kept((settings) => new STSClient(settings));
