/** The layers in order: what each says, and which decided. */
import Badge from "@cloudscape-design/components/badge";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Steps, { type StepsProps } from "@cloudscape-design/components/steps";
import type { Layer, Says } from "./layers";

const WORDS: Readonly<Record<Says, { status: StepsProps.Status; text: string }>> = {
  allows: { status: "success", text: "Allows" },
  denies: { status: "error", text: "Denies explicitly" },
  silent: { status: "warning", text: "Does not allow" },
  absent: { status: "stopped", text: "There is none" },
  unknown: { status: "info", text: "Not known here" },
};

export function LayerList({ layers }: { layers: readonly Layer[] }) {
  return (
    <Container
      header={
        <Header variant="h2" description="In the order in which they are asked.">
          Layers
        </Header>
      }
    >
      <Steps
        ariaLabel="Layers of the decision"
        steps={layers.map(({ name, says, isDeciding }) => ({
          status: WORDS[says].status,
          statusIconAriaLabel: WORDS[says].text,
          header: (
            <>
              {`${name}: ${WORDS[says].text.toLowerCase()} `}
              {isDeciding ? <Badge color="severity-high">Decided</Badge> : null}
            </>
          ),
        }))}
      />
    </Container>
  );
}
