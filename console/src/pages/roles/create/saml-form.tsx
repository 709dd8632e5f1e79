import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import type { SamlChoice } from "../../../trust/builder";
import { samlProviders } from "../../providers/queries";
import { ConditionRows } from "./conditions";
import { samlAddress } from "./draft";
import type { EntityFormProps } from "./entity-form";
import { ProviderField } from "./provider-field";

const AUDIENCE = "SAML:aud";

/** The keys that every response has a value for. */
const OWN = [AUDIENCE, "SAML:iss", "SAML:sub", "SAML:sub_type", "SAML:doc", "SAML:namequalifier"];
/** Those that come from attributes of a directory. */
const DIRECTORY = [
  "eduPersonAffiliation",
  "eduPersonEntitlement",
  "eduPersonOrgDN",
  "eduPersonPrimaryAffiliation",
  "eduPersonPrincipalName",
  "eduPersonScopedAffiliation",
  "cn",
  "commonName",
  "givenName",
  "mail",
  "name",
  "organizationStatus",
  "surname",
  "uid",
].map((name) => `SAML:${name}`);

const ATTRIBUTES = [...OWN, ...DIRECTORY].map((value) => ({ value, label: value }));

export function SamlForm({ choice, complaints, onChange }: EntityFormProps<SamlChoice>) {
  const providers = useQuery({
    ...samlProviders(),
    select: ({ SAMLProviderList = [] }) => SAMLProviderList.flatMap(({ Arn }) => Arn ?? []),
  });
  const change = (changed: Partial<SamlChoice>) => onChange({ ...choice, ...changed });
  const here = samlAddress(window.location.origin);
  return (
    <SpaceBetween size="l">
      <ProviderField
        label="SAML provider"
        provider={choice.provider}
        query={providers}
        error={complaints.provider}
        onChange={(provider) => change({ provider })}
      />
      <FormField label="Access to be allowed">
        <RadioGroup
          value={choice.isForConsole ? "console" : "programmatic"}
          items={[
            { value: "programmatic", label: "Programmatic access only" },
            {
              value: "console",
              label: "Programmatic and console access",
              description: "Responses that are sent to the console sign in with the role.",
            },
          ]}
          onChange={({ detail }) =>
            detail.value === "console"
              ? change({ isForConsole: true, attribute: AUDIENCE, value: here })
              : change({ isForConsole: false })
          }
        />
      </FormField>
      <FormField label="Attribute" errorText={complaints.attribute}>
        <Select
          options={ATTRIBUTES}
          selectedOption={{ value: choice.attribute, label: choice.attribute }}
          onChange={({ detail }) => change({ attribute: detail.selectedOption.value ?? "" })}
          disabled={choice.isForConsole}
          filteringType="auto"
          filteringAriaLabel="Find attributes"
        />
      </FormField>
      <FormField label="Value" errorText={complaints.value}>
        <Input
          value={choice.value}
          onChange={({ detail }) => change({ value: detail.value })}
          spellcheck={false}
          disabled={choice.isForConsole}
        />
      </FormField>
      <ConditionRows
        conditions={choice.conditions}
        keys={[...OWN, ...DIRECTORY]}
        error={complaints.conditions}
        onChange={(conditions) => change({ conditions })}
      />
    </SpaceBetween>
  );
}
