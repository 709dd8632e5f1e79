/** Why, by the policies as they are now: asked of the simulator, with the context that somebody may complete. */
import type { EvaluationResult } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { href, paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { Answer } from "../../components/answer";
import type { Identity } from "../../identity/kinds";
import { type Fact, withKeys } from "../../simulation/context";
import { ContextForm } from "../../simulation/context-form";
import { heldBoundary, heldPolicies, sourceKey } from "../../simulation/held";
import { MatchedStatements, type Source } from "../../simulation/matched";
import { Decided } from "../../simulation/outcome";
import { type Again, decidedAgain } from "./again";
import { Fixes } from "./fixes";
import type { Inquiry } from "./inquiry";
import { LayerList } from "./layer-list";
import { layersOf } from "./layers";
import { explained } from "./near";

interface Props {
  inquiry: Inquiry;
  source: string;
  entity: Identity;
  facts: readonly Fact[];
  onFacts: (facts: readonly Fact[]) => void;
}

export function Reasons({ inquiry, source, entity, facts, onFacts }: Props) {
  const again = useQuery(decidedAgain(inquiry, source, facts));
  // The engine's own word goes before the simulator's, which is not asked about every layer.
  const decision = useQuery(explained(inquiry, source, facts)).data?.decision ?? null;
  // What the refusal says stands, whoever may not simulate.
  const told = again.error && inquiry.reason ? <LayerList layers={layersOf(inquiry, null)} /> : null;
  return (
    <SpaceBetween size="l">
      {told}
      <Answer query={again}>
        {(answer) =>
          answer ? (
            <SpaceBetween size="l">
              <LayerList layers={layersOf(inquiry, answer, decision)} />
              <Today
                inquiry={inquiry}
                answer={answer}
                entity={entity}
                outcome={decision?.decision ?? answer.whole.EvalDecision}
              />
              <Context key={JSON.stringify(facts)} answer={answer} facts={facts} onFacts={onFacts} />
              {(decision?.decision ?? answer.whole.EvalDecision) === "allowed" ? null : (
                <Fixes inquiry={inquiry} source={source} entity={entity} facts={facts} answer={answer} />
              )}
            </SpaceBetween>
          ) : null
        }
      </Answer>
    </SpaceBetween>
  );
}

interface TodayProps {
  inquiry: Inquiry;
  answer: Again;
  entity: Identity;
  outcome: EvaluationResult["EvalDecision"];
}

function Today({ inquiry, answer: { whole, trustPolicy }, entity, outcome }: TodayProps) {
  const held = useQuery(heldPolicies(entity));
  const boundary = useQuery(heldBoundary(entity));
  const { follow } = useGo();
  const asked = `&actions=${encodeURIComponent(inquiry.action)}&resource=${encodeURIComponent(inquiry.resource)}`;
  const simulated = paths.simulate(entity.kind, entity.name) + asked;
  const statements = whole.MatchedStatements ?? [];
  const wasRefused = inquiry.reason !== "" || inquiry.event?.outcome === "denied";
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Decided again, with the context below."
          actions={
            <Button href={href(simulated)} onFollow={follow}>
              Open in policy simulator
            </Button>
          }
        >
          By today’s policies
        </Header>
      }
    >
      <SpaceBetween size="m">
        <LiveRegion>
          <Decided outcome={outcome} />
        </LiveRegion>
        {wasRefused && outcome === "allowed" ? (
          <Alert type="info">
            The call was refused, and by today’s policies it would be allowed. Since then a policy has changed; or what
            refused it is not simulated: a session policy, a policy of the resource, a context that is not known.
          </Alert>
        ) : null}
        {statements.length === 0 ? (
          <Box>No statement denies it: a call is denied until every layer that there is allows it.</Box>
        ) : (
          <Answer query={held}>
            {(policies) => (
              <MatchedStatements
                statements={statements}
                sources={[...policies, ...(boundary.data ? [boundary.data] : []), trustSource(trustPolicy)]}
              />
            )}
          </Answer>
        )}
      </SpaceBetween>
    </Container>
  );
}

/** The trust policy as the answers name it, to which it was given as the policy of the resource. */
const trustSource = (text: string): Source => {
  return { source: sourceKey("Resource Policy", "ResourcePolicy"), name: "Role trust policy", text };
};

function Context({ answer, facts, onFacts }: Pick<Props, "facts" | "onFacts"> & { answer: Again }) {
  const missing = answer.whole.MissingContextValues ?? [];
  const [typed, setTyped] = useState<readonly Fact[]>(withKeys(facts, missing));
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            missing.length > 0
              ? `Policies ask for what is not known here: ${missing.join(", ")}.`
              : "What is known of the request. The time and what follows from the principal are added."
          }
          actions={<Button onClick={() => onFacts(typed)}>Decide again</Button>}
        >
          Context
        </Header>
      }
    >
      <ContextForm facts={typed} onChange={setTyped} />
    </Container>
  );
}
