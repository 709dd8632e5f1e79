/** What would be decided, action by action. */
import type { EvaluationResult, ResourceSpecificResult } from "@aws-sdk/client-iam";
import Box from "@cloudscape-design/components/box";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMemo, useState } from "react";
import type { Column } from "../../components/columns";
import { PartTable } from "../../components/part-table";
import { MatchedStatements, type Source } from "../../simulation/matched";
import { Decided, wordsOf } from "../../simulation/outcome";

const NOUN = { one: "result", many: "results", title: "Results" };

const actionOf = ({ EvalActionName = "" }: EvaluationResult) => EvalActionName;
const statementsIn = ({ MatchedStatements: matched = [] }: EvaluationResult) => matched.length;
const resourcesOf = ({ ResourceSpecificResults: each = [], EvalResourceName = "*" }: EvaluationResult) =>
  each.length > 0
    ? each.map(({ EvalResourceName: name }) => name ?? "*").join(", ")
    : EvalResourceName.includes("$")
      ? "*"
      : EvalResourceName;

const COLUMNS: readonly Column<EvaluationResult>[] = [
  {
    id: "action",
    header: "Action",
    isName: true,
    isSearched: true,
    by: actionOf,
    cell: actionOf,
    minWidth: 220,
  },
  {
    id: "permission",
    header: "Permission",
    by: ({ EvalDecision }) => (EvalDecision ? wordsOf(EvalDecision) : ""),
    cell: ({ EvalDecision }) => <Decided outcome={EvalDecision} />,
    minWidth: 180,
  },
  { id: "resource", header: "Resource", isSearched: true, by: resourcesOf, cell: resourcesOf },
  { id: "statements", header: "Matching statements", by: statementsIn, cell: statementsIn },
];

const ALL = { value: "", label: "All results" };
const OUTCOMES = [
  ALL,
  ...(["allowed", "implicitDeny", "explicitDeny"] as const).map((value) => ({ value, label: wordsOf(value) })),
];

interface Props {
  results: readonly EvaluationResult[];
  sources: readonly Source[];
  /** Ask again. */
  onAgain: () => void;
}

export function Results({ results, sources, onAgain }: Props) {
  const [outcome, setOutcome] = useState("");
  const shown = useMemo(
    () => results.filter(({ EvalDecision }) => outcome === "" || EvalDecision === outcome),
    [results, outcome],
  );
  const counts = OUTCOMES.slice(1)
    .map(({ value, label }) => `${label}: ${results.filter(({ EvalDecision }) => EvalDecision === value).length}`)
    .join(" · ");
  return (
    <PartTable<EvaluationResult>
      noun={NOUN}
      rows={{ data: shown, error: null, refetch: onAgain }}
      columns={COLUMNS}
      idOf={actionOf}
      nameOf={actionOf}
      description={counts}
      detailOf={(result) => <Detail result={result} sources={sources} />}
      filters={
        <Select
          ariaLabel="Permission"
          selectedOption={OUTCOMES.find(({ value }) => value === outcome) ?? ALL}
          options={OUTCOMES}
          onChange={({ detail }) => setOutcome(detail.selectedOption.value ?? "")}
        />
      }
      onClearFilters={outcome ? () => setOutcome("") : undefined}
      pageSize={20}
    />
  );
}

const YES = { true: "Allows", false: "Does not allow" } as const;
const said = (allows: boolean | undefined) => (allows === undefined ? "" : YES[`${allows}`]);

interface DetailProps {
  result: EvaluationResult;
  sources: readonly Source[];
}

function Detail({ result, sources }: DetailProps) {
  const {
    MatchedStatements: matched = [],
    MissingContextValues: missing = [],
    ResourceSpecificResults: each = [],
  } = result;
  const details = [
    ["Permissions boundary", said(result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary)],
    ["Service control policies", said(result.OrganizationsDecisionDetail?.AllowedByOrganizations)],
    ...Object.entries(result.EvalDecisionDetails ?? {}).map(([name, outcome]) => [name, wordsOf(outcome)]),
    ["Context keys that are asked for and not given", missing.join(", ")],
  ].flatMap(([label = "", value = ""]) => (value ? [{ label, value }] : []));
  return (
    <SpaceBetween size="m">
      {details.length > 0 ? <KeyValuePairs columns={2} items={details} /> : null}
      {each.length > 1 ? (
        each.map((one) => <OnResource key={one.EvalResourceName} one={one} sources={sources} />)
      ) : (
        <Statements statements={matched} sources={sources} />
      )}
    </SpaceBetween>
  );
}

function OnResource({ one, sources }: { one: ResourceSpecificResult; sources: readonly Source[] }) {
  return (
    <SpaceBetween size="xs">
      <Box>
        <strong>{one.EvalResourceName}</strong> <Decided outcome={one.EvalResourceDecision} />
      </Box>
      <Statements statements={one.MatchedStatements ?? []} sources={sources} />
    </SpaceBetween>
  );
}

function Statements({
  statements,
  sources,
}: {
  statements: NonNullable<EvaluationResult["MatchedStatements"]>;
  sources: readonly Source[];
}) {
  if (statements.length === 0) return <Box>No statement matches: what nothing allows is denied.</Box>;
  return <MatchedStatements statements={statements} sources={sources} />;
}
