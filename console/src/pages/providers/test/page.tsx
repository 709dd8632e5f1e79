/** The test by itself, for whoever does not know yet whose the token is. Kind and provider are in the address. */
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { usePageHelp } from "../../../app/help";
import { useAddress } from "../../../app/use-address";
import { Answer } from "../../../components/answer";
import { TEST_HELP } from "../help";
import { readProvider } from "../provider";
import { samlProviders } from "../queries";
import { TokenTest } from "./token-test";

const PLAIN = { type: "oidc", provider: "" };

export default function TokenTestPage() {
  usePageHelp(TEST_HELP);
  const [{ type, provider }, change] = useAddress(PLAIN);
  const isSaml = type === "saml";
  return (
    <ContentLayout header={<Header variant="h1">Test a token</Header>}>
      <SpaceBetween size="l">
        <Container header={<Header variant="h2">What to test</Header>}>
          <SpaceBetween size="m">
            <RadioGroup
              ariaLabel="What to test"
              value={isSaml ? "saml" : "oidc"}
              onChange={({ detail }) => change({ type: detail.value, provider: "" })}
              items={[
                { value: "oidc", label: "A token", description: "It names the OpenID Connect provider that it is of." },
                { value: "saml", label: "A SAML assertion", description: "For one of the SAML providers." },
              ]}
            />
            {isSaml ? <ProviderSelect provider={provider} onChange={(arn) => change({ provider: arn })} /> : null}
          </SpaceBetween>
        </Container>
        {isSaml && !provider ? null : (
          <TokenTest key={type + provider} provider={{ kind: isSaml ? "saml" : "oidc", arn: provider }} />
        )}
      </SpaceBetween>
    </ContentLayout>
  );
}

function ProviderSelect({ provider, onChange }: { provider: string; onChange: (arn: string) => void }) {
  const query = useQuery(samlProviders());
  return (
    <Answer query={query}>
      {({ SAMLProviderList = [] }) => {
        const options = SAMLProviderList.map(({ Arn = "" }) => ({ value: Arn, label: readProvider(Arn).name }));
        return (
          <FormField label="SAML provider">
            <Select
              options={options}
              selectedOption={options.find(({ value }) => value === provider) ?? null}
              placeholder="Choose a provider"
              empty="No SAML providers"
              onChange={({ detail }) => onChange(detail.selectedOption.value ?? "")}
            />
          </FormField>
        );
      }}
    </Answer>
  );
}
