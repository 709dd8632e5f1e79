/** CloudTrail's client, apart from the others: few pages need it. */
import {
  CloudTrailClient,
  LookupEventsCommand,
  type LookupEventsCommandInput,
  type LookupEventsCommandOutput,
} from "@aws-sdk/client-cloudtrail";
import { carryOut, kept } from "./clients";

const cloudTrail = kept((settings) => new CloudTrailClient(settings));

/** Read a page of the account's events. Raises ApiError. */
export const lookUpEvents = (
  input: LookupEventsCommandInput,
  abortSignal?: AbortSignal,
): Promise<LookupEventsCommandOutput> =>
  carryOut("LookupEvents", () => cloudTrail().send(new LookupEventsCommand(input), abortSignal && { abortSignal }));
