/** What ValidatePolicy finds in a document. */
import {
  ValidatePolicyCommand,
  type ValidatePolicyFinding,
  type ValidatePolicyRequest,
} from "@aws-sdk/client-accessanalyzer";
import { queryOptions } from "@tanstack/react-query";
import { analyzer } from "../../api/analyzer";
import { carryOut } from "../../api/clients";
import type { Place } from "../code-editor";
import type { Mark, MarkType } from "../code-editor/marks";

/** What a document is for: checks differ. */
export type PolicyKind = "identity" | "trust" | "resource" | "control";

export type Gravity = "SECURITY_WARNING" | "ERROR" | "WARNING" | "SUGGESTION";

export interface Finding {
  id: string;
  gravity: Gravity;
  code: string;
  text: string;
  link: string;
  place: Place;
}

const TYPES = {
  identity: { policyType: "IDENTITY_POLICY" },
  trust: { policyType: "RESOURCE_POLICY", validatePolicyResourceType: "AWS::IAM::AssumeRolePolicyDocument" },
  resource: { policyType: "RESOURCE_POLICY" },
  control: { policyType: "SERVICE_CONTROL_POLICY" },
} as const satisfies Record<PolicyKind, Partial<ValidatePolicyRequest>>;

const OPERATION = "ValidatePolicy";

/** All findings of a document, page after page. An empty document is not asked about: the API takes none. */
export function findingsIn(text: string, kind: PolicyKind) {
  const input = { policyDocument: text, ...TYPES[kind] };
  return queryOptions({
    queryKey: ["access-analyzer", OPERATION, input],
    queryFn: async ({ signal: abortSignal }) => {
      const found: ValidatePolicyFinding[] = [];
      let nextToken: string | undefined;
      do {
        const command = new ValidatePolicyCommand({ ...input, ...(nextToken && { nextToken }) });
        const page = await carryOut(OPERATION, () => analyzer().send(command, { abortSignal }));
        found.push(...(page.findings ?? []));
        nextToken = page.nextToken;
      } while (nextToken);
      return found.map((each, at) => read(each, at, text));
    },
    enabled: text !== "",
    // The same text is judged alike for as long as somebody writes.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Findings that Access Analyzer calls suggestions, and with which IAM takes no policy: somebody who goes on is refused. */
const UNSAVABLE = new Set(["EMPTY_ARRAY_ACTION", "EMPTY_ARRAY_RESOURCE"]);

export const gravityOf = ({ issueCode = "", findingType = "WARNING" }: Partial<ValidatePolicyFinding>): Gravity =>
  UNSAVABLE.has(issueCode) ? "ERROR" : findingType;

function read(finding: ValidatePolicyFinding, at: number, text: string): Finding {
  const { line = 1, column = 0 } = finding.locations?.[0]?.span?.start ?? {};
  return {
    id: String(at),
    gravity: gravityOf(finding),
    code: finding.issueCode ?? "",
    text: finding.findingDetails ?? "",
    link: finding.learnMoreLink ?? "",
    place: { line, column: inUnits(text.split(/\r\n|\r|\n/)[line - 1] ?? "", column) },
  };
}

/** Return where the character *column* of *line* begins for JavaScript, to which some characters are two. */
export const inUnits = (line: string, column: number) => [...line].slice(0, column).join("").length;

const MARKS: Record<Gravity, MarkType> = {
  ERROR: "error",
  SECURITY_WARNING: "security",
  WARNING: "warning",
  SUGGESTION: "hint",
};

/** The marks that go with *findings*. What is not JSON the editor marks by itself, and at once. */
export const marksOf = (findings: readonly Finding[]): Mark[] =>
  findings
    .filter(({ code }) => code !== "JSON_SYNTAX_ERROR")
    .map(({ gravity, place, text }) => ({ ...place, type: MARKS[gravity], text }));

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
