/** The statements that brought a decision about, each in its policy. */
import type { Statement } from "@aws-sdk/client-iam";
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { hasPage } from "../app/pages";
import { paths } from "../app/paths";
import { Go } from "../components/go";
import { pageOf } from "./entity";
import { type HeldPolicy, sourceKey } from "./held";
import { numbersAt, placeOf } from "./marked";
import { MarkedPolicy } from "./marked-policy";

/** A policy as the matched statements name it. */
export type Source = Pick<HeldPolicy, "source" | "name" | "text"> & Partial<HeldPolicy>;

/** A link to the policy: of an inline one, to whom it is part of. */
export function PolicyLink({ policy: { name, arn, holder } }: { policy: Source }) {
  const where = holder ? ` (${holder.kind} ${holder.name})` : "";
  if (arn) return hasPage("/policies/$policyArn") ? <Go to={paths.policy(arn)}>{name}</Go> : name;
  const page = holder ? pageOf(holder) : "";
  return page ? (
    <Go to={page}>
      {name}
      {where}
    </Go>
  ) : (
    `${name}${where}`
  );
}

interface Props {
  statements: readonly Statement[];
  sources: readonly Source[];
}

export function MatchedStatements({ statements, sources }: Props) {
  const keyOf = (each: Statement) => sourceKey(each.SourcePolicyType, each.SourcePolicyId);
  return (
    <SpaceBetween size="m">
      {[...new Set(statements.map(keyOf))].map((key) => {
        const matched = statements.filter((each) => keyOf(each) === key);
        const policy = sources.find(({ source }) => source === key);
        return policy ? (
          <MarkedSource key={key} policy={policy} statements={matched} />
        ) : (
          <Box key={key}>{matched[0]?.SourcePolicyId ?? "A policy"}, whose text was not loaded</Box>
        );
      })}
    </SpaceBetween>
  );
}

function MarkedSource({ policy, statements }: { policy: Source; statements: readonly Statement[] }) {
  const places = statements.flatMap((each) => placeOf(policy.text, each) ?? []);
  const numbers = numbersAt(policy.text, places);
  return (
    <SpaceBetween size="xxs">
      <Box>
        <PolicyLink policy={policy} />
        {numbers.length > 0 ? `: ${statementNumbers(numbers)}` : null}
      </Box>
      <MarkedPolicy name={`Policy ${policy.name}`} text={policy.text} marked={numbers} />
    </SpaceBetween>
  );
}

/** "statement 1", "statements 1 and 3": counted from 1, as people do. */
export function statementNumbers(numbers: readonly number[]): string {
  const list = new Intl.ListFormat("en").format(numbers.map((each) => String(each + 1)));
  return `${numbers.length === 1 ? "statement" : "statements"} ${list}`;
}
