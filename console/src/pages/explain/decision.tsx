/** A decision and its parts: what was asked, what each layer says, the statements, and what would allow it. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { hasPage } from "../../app/pages";
import { paths } from "../../app/paths";
import { Answer } from "../../components/answer";
import { Arn, Copyable } from "../../components/arn";
import { Go } from "../../components/go";
import { ExactTime } from "../../components/time";
import { entityOf, KIND_WORDS, pageOf, whyNotSimulated } from "../../simulation/entity";
import type { Inquiry } from "./inquiry";
import { LayerList } from "./layer-list";
import { layersOf } from "./layers";
import { sourceOf } from "./queries";
import { Reasons } from "./reasons";

export function Decision({ inquiry }: { inquiry: Inquiry }) {
  const source = useQuery(sourceOf(inquiry));
  const [facts, setFacts] = useState(inquiry.facts);
  return (
    <SpaceBetween size="l">
      <Request inquiry={inquiry} source={source.data ?? ""} />
      <Answer query={source}>
        {(arn) => {
          const entity = entityOf(arn);
          return entity ? (
            <Reasons inquiry={inquiry} source={arn} entity={entity} facts={facts} onFacts={setFacts} />
          ) : (
            <SpaceBetween size="l">
              <LayerList layers={layersOf(inquiry, null)} />
              <Alert type="info">{whyNotSimulated(inquiry.principal)}</Alert>
            </SpaceBetween>
          );
        }}
      </Answer>
    </SpaceBetween>
  );
}

function Request({ inquiry, source }: { inquiry: Inquiry; source: string }) {
  const { principal, action, resource, reason, told, event } = inquiry;
  const entity = entityOf(source);
  const page = entity ? pageOf(entity) : "";
  const isRefused = reason !== "" || event?.outcome === "denied";
  return (
    <Container header={<Header variant="h2">What was asked for</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          {
            label: "Principal",
            value: (
              <>
                <Arn arn={principal} />
                {entity && page ? (
                  <Box>
                    <Go to={page}>{`${KIND_WORDS[entity.kind]} ${entity.name}`}</Go>
                  </Box>
                ) : null}
              </>
            ),
          },
          { label: "Action", value: <Copyable text={action} name="Action" /> },
          { label: "Resource", value: <Copyable text={resource || "*"} name="Resource" /> },
          ...(isRefused
            ? [
                {
                  label: "The server’s answer",
                  value: (
                    <>
                      <StatusIndicator type="error">Denied</StatusIndicator> {reason}
                    </>
                  ),
                },
              ]
            : []),
          ...(event
            ? [
                { label: "Event time", value: <ExactTime at={event.time} /> },
                {
                  label: "Event",
                  value: hasPage(paths.activity) ? <Go to={paths.event(event.id)}>{event.name}</Go> : event.name,
                },
                { label: "Request ID", value: <Copyable text={event.requestId} name="Request ID" /> },
              ]
            : []),
          ...told.map(({ label, value }) => ({ label, value })),
        ]}
      />
    </Container>
  );
}
