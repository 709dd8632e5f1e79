/** What the pages of both kinds of provider have around what is their own: title, buttons, summary. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs, { type KeyValuePairsProps } from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";
import { paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { Arn } from "../../components/arn";
import { Buttons } from "../../components/buttons";
import { ExactTime } from "../../components/time";
import { DeleteProviders } from "./delete-dialog";
import { KINDS, type Provider } from "./provider";
import { AssignRole } from "./roles";

/** The title with its buttons; below it the page. */
export function ProviderFrame({ provider, children }: { provider: Provider; children: ReactNode }) {
  const [isDeleting, setDeleting] = useState(false);
  const { go } = useGo();
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          actions={
            <Buttons>
              <Button onClick={() => setDeleting(true)}>Delete</Button>
              <AssignRole arn={provider.arn} />
            </Buttons>
          }
        >
          {provider.name}
        </Header>
      }
    >
      <SpaceBetween size="l">{children}</SpaceBetween>
      {isDeleting ? (
        <DeleteProviders
          providers={[provider]}
          onCancel={() => setDeleting(false)}
          onDone={() => go(paths.providers)}
        />
      ) : null}
    </ContentLayout>
  );
}

interface SummaryProps {
  provider: Provider;
  created: Date | undefined;
  more?: readonly KeyValuePairsProps.Item[];
}

export function Summary({ provider, created, more = [] }: SummaryProps) {
  return (
    <Container header={<Header variant="h2">Summary</Header>}>
      <KeyValuePairs
        columns={more.length > 0 ? 4 : 3}
        items={[
          { label: "Provider type", value: KINDS[provider.kind] },
          { label: "ARN", value: <Arn arn={provider.arn} /> },
          { label: "Creation time", value: <ExactTime at={created} /> },
          ...more,
        ]}
      />
    </Container>
  );
}
