/** What a policy allows and denies, in three tables: its services, the actions of one, and what one can be done to. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { type ListedService, service, services } from "../api/catalogue";
import { type PolicyDocument, readDocument } from "../policy/document";
import type { Effect } from "../policy/scope";
import { Answer } from "./answer";
import { readable } from "./json-view";
import { Actions } from "./policy-summary/actions";
import { Resources } from "./policy-summary/resources";
import { Services } from "./policy-summary/services";
import { type OneService, type Subject, summarized } from "./policy-summary/summarized";

/** Where somebody is among the tables. */
interface Place {
  effect: Effect;
  prefix: string;
  /** "" for the actions of the service. */
  action: string;
}

/** Return why there is no summary of *document*, or "". */
function whyNot(document: PolicyDocument | null): string {
  if (document === null) return "This is no policy document.";
  if (document.statements.length === 0) return "This policy has no statements.";
  const hasPrincipal = document.statements.some((statement) => statement.hasPrincipal);
  return hasPrincipal ? "A policy that names principals has no summary. Its JSON says all of it." : "";
}

/** *document* is the policy's text, percent-encoded or not. */
export function PolicySummary({ document: text }: { document: string }) {
  const document = useMemo(() => readDocument(readable(text)), [text]);
  const query = useQuery(services());
  const reason = whyNot(document);
  if (document === null || reason) return <Alert type="info">{reason}</Alert>;
  return <Answer query={query}>{(listed) => <Tables key={text} document={document} services={listed} />}</Answer>;
}

function Tables({ document, services }: { document: PolicyDocument; services: readonly ListedService[] }) {
  const subject = useMemo<Subject>(() => ({ document, services }), [document, services]);
  const [place, setPlace] = useState<Place | null>(null);
  const top = useRef<HTMLDivElement>(null);
  const isFirst = useRef(true);

  // Whoever goes to another table begins at its top: what was chosen is no longer there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change of place that matters
  useEffect(() => {
    if (!isFirst.current) top.current?.focus();
    isFirst.current = false;
  }, [place]);

  return (
    <section ref={top} tabIndex={-1} className="ostiary-summary" aria-label="Policy summary">
      {place === null ? (
        <Services subject={subject} onOpen={(effect, prefix) => setPlace({ effect, prefix, action: "" })} />
      ) : (
        <Inside subject={subject} place={place} onGo={setPlace} />
      )}
    </section>
  );
}

interface InsideProps {
  subject: Subject;
  place: Place;
  onGo: (place: Place | null) => void;
}

function Inside({ subject, place, onGo }: InsideProps) {
  const { effect, prefix, action } = place;
  const of: OneService = { subject, effect, prefix };
  const name = subject.services.find((each) => each.prefix === prefix)?.name ?? prefix;
  const verb = effect === "Allow" ? "Allowed" : "Denied";
  return (
    <SpaceBetween size="m">
      <SpaceBetween size="xs" direction="horizontal" alignItems="center">
        <Button variant="inline-link" iconName="arrow-left" onClick={() => onGo(null)}>
          Services
        </Button>
        {action ? (
          <Button variant="inline-link" iconName="arrow-left" onClick={() => onGo({ ...place, action: "" })}>
            {`Actions of ${name}`}
          </Button>
        ) : null}
      </SpaceBetween>
      <Box variant="h3">{action ? `${verb} resources of ${prefix}:${action}` : `${verb} actions of ${name}`}</Box>
      <Answer query={useQuery(service(prefix))}>
        {(known) => {
          const { summary } = summarized(of, known);
          const chosen = summary.actions.find((each) => each.action.name === action);
          if (chosen) return <Resources action={chosen} service={known} />;
          return <Actions service={known} summary={summary} onOpen={(to) => onGo({ ...place, action: to })} />;
        }}
      </Answer>
    </SpaceBetween>
  );
}
