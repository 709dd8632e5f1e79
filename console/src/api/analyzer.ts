/** Access Analyzer's own client: a module of its own, which only the pages that ask it load. */
import { AccessAnalyzerClient } from "@aws-sdk/client-accessanalyzer";
import { kept } from "./clients";

export const analyzer = kept((settings) => new AccessAnalyzerClient(settings));
