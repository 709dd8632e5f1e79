/** Why, in the server's words, and what would allow it: near misses first, then the least statement to add. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import type { ToldDecision, ToldStatement } from "../../api/explanation";
import { Answer } from "../../components/answer";
import { statementFor } from "../../components/call-error";
import { JsonView } from "../../components/json-view";
import type { Identity } from "../../identity/kinds";
import type { Fact } from "../../simulation/context";
import { type HeldPolicy, heldPolicies } from "../../simulation/held";
import { MarkedPolicy } from "../../simulation/marked-policy";
import { PolicyLink } from "../../simulation/matched";
import { Decided } from "../../simulation/outcome";
import type { Again } from "./again";
import type { Inquiry } from "./inquiry";
import { explained, nearMisses, policyOf } from "./near";

interface Props {
  inquiry: Inquiry;
  source: string;
  entity: Identity;
  facts: readonly Fact[];
  answer: Again;
}

export function Fixes(props: Props) {
  const { inquiry, source, facts, entity } = props;
  const held = useQuery(heldPolicies(entity));
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Why, statement by statement</Header>}>
        <Answer query={useQuery(explained(inquiry, source, facts))}>
          {({ decision }) => <Why inquiry={inquiry} decision={decision} held={held.data ?? []} />}
        </Answer>
      </Container>
      <Smallest {...props} />
    </SpaceBetween>
  );
}

interface WhyProps {
  inquiry: Inquiry;
  decision: ToldDecision;
  held: readonly HeldPolicy[];
}

function Why({ inquiry, decision: { explanation, statements }, held }: WhyProps) {
  const misses = nearMisses(statements);
  const isAllowed = statements.some(
    ({ effect, layer, applies }) => effect === "Allow" && layer === "identity" && applies,
  );
  return (
    <SpaceBetween size="m">
      <div className="ostiary-explanation">{explanation}</div>
      <Box variant="h3">Near misses</Box>
      {misses.length > 0 ? null : (
        <Box>
          {isAllowed
            ? `Every statement that allows ${inquiry.action} fits this call: something else refuses it.`
            : `No statement allows ${inquiry.action} at all.`}
        </Box>
      )}
      {misses.map((miss) => (
        <Miss key={`${miss.layer} ${miss.policy} ${miss.statementIndex}`} miss={miss} policy={policyOf(miss, held)} />
      ))}
    </SpaceBetween>
  );
}

/** What a policy is called whose text is not here. */
const nameOf = ({ layer, policy }: ToldStatement) => (layer === "trust" ? "Role trust policy" : policy);

function Miss({ miss, policy }: { miss: ToldStatement; policy: HeldPolicy | undefined }) {
  return (
    <SpaceBetween size="xxs">
      <Box>
        {policy ? <PolicyLink policy={policy} /> : nameOf(miss)}, statement {miss.statementIndex + 1}
        {miss.statementId ? ` (${miss.statementId})` : ""}
      </Box>
      <Box>{miss.reason}</Box>
      {policy ? (
        <MarkedPolicy name={`Policy ${policy.name}`} text={policy.text} marked={[miss.statementIndex]} />
      ) : null}
    </SpaceBetween>
  );
}

function Smallest({ inquiry, answer }: Props) {
  const { whole, trust, smallest } = answer;
  const isBounded = whole.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false;
  const statement = smallest?.statement ?? statementFor(inquiry);
  return (
    <Container header={<Header variant="h2">What would allow it</Header>}>
      <SpaceBetween size="m">
        {whole.EvalDecision === "explicitDeny" ? (
          <Alert type="warning">
            A statement that denies goes before all that allow. Narrow the statement marked above, or take it away.
          </Alert>
        ) : null}
        {smallest ? (
          <SpaceBetween size="m">
            <Box>The smallest statement that allows this call, for an identity-based policy:</Box>
            <JsonView text={smallest.statement} name="Policy statement" />
            <Box>
              With it the simulator decides: <Decided outcome={smallest.result?.EvalDecision} />
            </Box>
          </SpaceBetween>
        ) : null}
        {isBounded ? (
          <SpaceBetween size="m">
            <Box>
              The permissions boundary limits the principal to less. It has to allow the call as well, by a statement
              like this:
            </Box>
            <JsonView text={statement} name="Statement for the permissions boundary" />
          </SpaceBetween>
        ) : null}
        {trust && trust.EvalDecision !== "allowed" ? (
          <Box>
            The role does not trust the principal: its trust policy has to allow {inquiry.action} to {inquiry.principal}
            .
          </Box>
        ) : null}
      </SpaceBetween>
    </Container>
  );
}
