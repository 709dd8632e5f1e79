/** What is simulated and the results: policies on one side, the request on the other. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Grid from "@cloudscape-design/components/grid";
import Header from "@cloudscape-design/components/header";
import LiveRegion from "@cloudscape-design/components/live-region";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Answer } from "../../components/answer";
import { CallError } from "../../components/call-error";
import { Dialog } from "../../components/dialog";
import { UnsavedChanges } from "../../components/unsaved";
import type { Identity, Kind } from "../../identity/kinds";
import { entityOf } from "../../simulation/entity";
import { type HeldPolicy, heldBoundary, heldPolicies } from "../../simulation/held";
import { ActionPicker } from "./action-picker";
import { IdentityPicker } from "./identity-picker";
import { BoundaryChooser, Guardrail, HeldList, PastedList } from "./policy-list";
import { arnOf, keysFor } from "./queries";
import { RequestForm } from "./request-form";
import { Results } from "./results";
import { eachOnce, given, hasDrafts, NEW_SETUP, questionOf, type Setup, sourcesOf } from "./setup";
import { useSimulation } from "./use-simulation";

const NOTHING: readonly HeldPolicy[] = [];

interface Props {
  /** Null for pasted policies alone. */
  identity: Identity | null;
  actions: readonly string[];
  onActions: (actions: readonly string[]) => void;
  resource: string;
  kind: Kind | "";
  name: string;
  onIdentity: (kind: Kind | "", name: string) => void;
}

const NOBODY: Identity = { kind: "user", name: "" };

export function Bench({ identity, actions, onActions, resource, kind, name, onIdentity }: Props) {
  const [setup, setSetup] = useState<Setup>({ ...NEW_SETUP, resources: resource });
  const change = (changed: Partial<Setup>) => setSetup((before) => ({ ...before, ...changed }));
  const about = `${kind} ${name}`;
  const isKnown = identity !== null;
  const isArn = entityOf(name) !== null;
  const arn = useQuery({ ...arnOf(identity ?? NOBODY), enabled: isKnown && !isArn });
  const all = useQuery({ ...heldPolicies(identity ?? NOBODY), enabled: isKnown });
  const boundary = useQuery({ ...heldBoundary(identity ?? NOBODY), enabled: isKnown });
  const held = all.data ? eachOnce(all.data) : NOTHING;
  const source = isArn ? name : (arn.data ?? "");
  const isDraft = hasDrafts(setup, held);
  // Whom somebody wants to go on to, and is asked about first.
  const [left, leave] = useState<{ kind: Kind | ""; name: string } | null>(null);
  // Who stays sees again whom it is about.
  const [stayed, setStayed] = useState(0);
  const policies = given(setup, held).map(({ text }) => text);
  const keys = useQuery(keysFor(source, policies));
  const { results, sources, asked, isRunning, error, run, stop } = useSimulation(about);
  // Somebody else begins anew; the page stays, and with it where somebody is in it.
  const [shown, setShown] = useState(about);
  if (shown !== about) {
    setShown(about);
    setSetup({ ...NEW_SETUP, resources: setup.resources });
    leave(null);
  }
  const start = () => void run(questionOf(setup, source, held, actions), sourcesOf(setup, held, boundary.data ?? null));
  const isReady = actions.length > 0 && (isKnown ? source !== "" && !all.isPending : policies.length > 0);

  return (
    <SpaceBetween size="l">
      <UnsavedChanges when={isDraft} />
      {left ? (
        <Dialog
          title="Simulate somebody else?"
          verb="Leave"
          isBusy={false}
          error={null}
          onConfirm={() => onIdentity(left.kind, left.name)}
          onCancel={() => {
            leave(null);
            setStayed((before) => before + 1);
          }}
        >
          Policies that you changed or pasted here and have not saved are lost.
        </Dialog>
      ) : null}
      <Grid gridDefinition={[{ colspan: { default: 12, s: 6 } }, { colspan: { default: 12, s: 6 } }]}>
        <Container header={<Header variant="h2">Policies</Header>}>
          <SpaceBetween size="l">
            <IdentityPicker
              key={stayed}
              kind={kind}
              name={name}
              onChange={(chosen, named) => (isDraft ? leave({ kind: chosen, name: named }) : onIdentity(chosen, named))}
            />
            {isKnown ? (
              <SpaceBetween size="m">
                {arn.error ? <CallError error={arn.error} onRetry={() => void arn.refetch()} /> : null}
                <Answer query={all}>{() => <HeldList setup={setup} onChange={change} held={held} />}</Answer>
              </SpaceBetween>
            ) : null}
            <PastedList setup={setup} onChange={change} />
            <BoundaryChooser
              setup={setup}
              onChange={change}
              own={isKnown && boundary.data !== undefined ? (boundary.data?.name ?? "") : null}
            />
            {isKnown ? null : <Guardrail setup={setup} onChange={change} />}
          </SpaceBetween>
        </Container>
        <Container
          header={<Header variant="h2">Request</Header>}
          footer={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="primary" disabled={!isReady} loading={isRunning} onClick={start}>
                Run simulation
              </Button>
              {isRunning ? <Button onClick={stop}>Stop</Button> : null}
            </SpaceBetween>
          }
        >
          <SpaceBetween size="m">
            <ActionPicker actions={actions} onChange={onActions} />
            <RequestForm setup={setup} onChange={change} keys={keys.data ?? []} keysError={keys.error} />
          </SpaceBetween>
        </Container>
      </Grid>
      {error ? <CallError error={error} /> : null}
      {isRunning ? (
        <ProgressBar
          label="Simulating"
          value={Math.round((results.length / Math.max(1, asked)) * 100)}
          additionalInfo={`${results.length} of ${asked} actions`}
        />
      ) : null}
      {results.length > 0 ? (
        <>
          <LiveRegion hidden>{isRunning ? "" : `Simulated ${results.length} actions`}</LiveRegion>
          <Results results={results} sources={sources} onAgain={start} />
        </>
      ) : null}
    </SpaceBetween>
  );
}
