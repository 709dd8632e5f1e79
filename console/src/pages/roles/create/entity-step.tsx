/** Step 1: who is trusted. The policy that comes of it is shown below as it grows. */
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import { JsonView } from "../../../components/json-view";
import { type Choice, trustTextOf } from "../../../trust/builder";
import type { Complaints } from "../../../trust/complaints";
import { TrustRules } from "../../../trust/rules";
import { AccountForm } from "./account-form";
import { CertificateForm } from "./certificate-form";
import { CustomForm } from "./custom-form";
import type { Choices, EntityKind } from "./draft";
import { SamlForm } from "./saml-form";
import { ServiceForm } from "./service-form";
import { WebIdentityForm } from "./web-identity-form";

const KINDS: readonly { value: EntityKind; label: string; description: string }[] = [
  {
    value: "service",
    label: "Service",
    description: "A service, yours or under a name of AWS, acts in this account.",
  },
  {
    value: "account",
    label: "Account",
    description: "Users and roles of this account or another one act in this account.",
  },
  {
    value: "web-identity",
    label: "Web identity",
    description: "Whoever has a token of an OpenID Connect provider: CI jobs, clusters, people.",
  },
  {
    value: "saml",
    label: "SAML 2.0 federation",
    description: "People whom a SAML provider, such as a corporate directory, vouches for.",
  },
  {
    value: "certificate",
    label: "Certificate",
    description: "Workloads with a certificate of an authority that is a trust anchor.",
  },
  {
    value: "custom",
    label: "Custom trust policy",
    description: "A trust policy that you write.",
  },
];

interface Props {
  kind: EntityKind;
  choices: Choices;
  complaints: Complaints;
  /** Whether nothing is missing, marked or not. */
  isWhole: boolean;
  onKind: (kind: EntityKind) => void;
  onChoice: (choice: Choice) => void;
  /** Told whether the policy that somebody writes has errors. */
  onErrors: (hasErrors: boolean) => void;
}

export function EntityStep({ kind, choices, complaints, isWhole, onKind, onChoice, onErrors }: Props) {
  const title = KINDS.find(({ value }) => value === kind)?.label;
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Trusted entity type</Header>}>
        <Tiles
          ariaLabel="Trusted entity type"
          columns={3}
          value={kind}
          items={KINDS}
          onChange={({ detail }) => {
            const chosen = KINDS.find(({ value }) => value === detail.value);
            if (chosen) onKind(chosen.value);
          }}
        />
      </Container>
      <Container header={<Header variant="h2">{title}</Header>}>
        <EntityForm kind={kind} choices={choices} complaints={complaints} onChoice={onChoice} onErrors={onErrors} />
      </Container>
      {kind === "custom" ? null : <TrustPreview choice={choices[kind]} isWhole={isWhole} />}
    </SpaceBetween>
  );
}

function EntityForm({ kind, choices, complaints, onChoice: onChange, onErrors }: Omit<Props, "onKind" | "isWhole">) {
  const shared = { complaints, onChange };
  switch (kind) {
    case "service":
      return <ServiceForm choice={choices.service} {...shared} />;
    case "account":
      return <AccountForm choice={choices.account} {...shared} />;
    case "web-identity":
      return <WebIdentityForm choice={choices["web-identity"]} {...shared} />;
    case "saml":
      return <SamlForm choice={choices.saml} {...shared} />;
    case "certificate":
      return <CertificateForm choice={choices.certificate} {...shared} />;
    case "custom":
      return <CustomForm choice={choices.custom} {...shared} onErrors={onErrors} />;
  }
}

/** While something is missing in the choice, whom the policy lets in would be told wrongly. */
function TrustPreview({ choice, isWhole }: { choice: Choice; isWhole: boolean }) {
  const text = trustTextOf(choice);
  return (
    <ExpandableSection
      variant="container"
      headerText="Trust policy"
      headerDescription="What your choices come to. It can be changed later."
      defaultExpanded
    >
      <SpaceBetween size="m">
        {isWhole ? <TrustRules text={text} /> : null}
        <JsonView text={text} name="Trust policy" />
      </SpaceBetween>
    </ExpandableSection>
  );
}
