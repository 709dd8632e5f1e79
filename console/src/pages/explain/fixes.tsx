/** What would allow it: near misses first, whose mending is smallest, then the least statement to add. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { Answer } from "../../components/answer";
import { statementFor } from "../../components/call-error";
import { JsonView } from "../../components/json-view";
import type { Identity } from "../../identity/kinds";
import type { Fact } from "../../simulation/context";
import { type HeldPolicy, heldPolicies } from "../../simulation/held";
import { MarkedPolicy } from "../../simulation/marked-policy";
import { PolicyLink } from "../../simulation/matched";
import { Decided } from "../../simulation/outcome";
import { type Again, nearMisses } from "./again";
import type { Inquiry } from "./inquiry";
import type { NearMiss } from "./near";

interface Props {
  inquiry: Inquiry;
  source: string;
  entity: Identity;
  facts: readonly Fact[];
  answer: Again;
}

export function Fixes(props: Props) {
  const held = useQuery(heldPolicies(props.entity));
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h2" description="Statements that allow the action, and did not fit otherwise.">
            Near misses
          </Header>
        }
      >
        <Answer query={held}>{(policies) => <NearMisses {...props} held={policies} />}</Answer>
      </Container>
      <Smallest {...props} />
    </SpaceBetween>
  );
}

function NearMisses({ inquiry, source, facts, held }: Props & { held: readonly HeldPolicy[] }) {
  return (
    <Answer query={useQuery(nearMisses(inquiry, source, facts, held))}>
      {({ misses, allowing, isCut }) => (
        <SpaceBetween size="m">
          {allowing === 0 ? <Box>No statement allows {inquiry.action} at all.</Box> : null}
          {allowing > 0 && misses.length === 0 ? (
            <Box>Every statement that allows {inquiry.action} fits this call: something else refuses it.</Box>
          ) : null}
          {misses.map((miss) => (
            <Miss key={`${miss.policy.id} ${miss.number}`} miss={miss} />
          ))}
          {isCut ? <Alert type="info">Only the first 100 statements that allow something were looked at.</Alert> : null}
        </SpaceBetween>
      )}
    </Answer>
  );
}

function Miss({ miss: { policy, number, failed } }: { miss: NearMiss }) {
  return (
    <SpaceBetween size="xxs">
      <Box>
        <PolicyLink policy={policy} />, statement {number + 1}
      </Box>
      {failed.map(({ element, says }) => (
        <Box key={`${element} ${says}`}>
          <strong>{element} does not fit:</strong> {says}
        </Box>
      ))}
      <MarkedPolicy name={`Policy ${policy.name}`} text={policy.text} marked={[number]} />
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
