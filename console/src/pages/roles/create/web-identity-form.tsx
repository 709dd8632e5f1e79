import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { CallError } from "../../../components/call-error";
import type { WebIdentityChoice } from "../../../trust/builder";
import { type CiIssuer, ciOf, issuerOf, type Repository } from "../../../trust/ci";
import type { Complaints } from "../../../trust/complaints";
import { oidcProvider, oidcProviders } from "../../providers/queries";
import { ConditionRows } from "./conditions";
import type { EntityFormProps } from "./entity-form";
import { ProviderField } from "./provider-field";

const CLAIMS = ["sub", "aud", "azp", "amr", "email"];

export function WebIdentityForm({ choice, complaints, onChange }: EntityFormProps<WebIdentityChoice>) {
  const providers = useQuery({
    ...oidcProviders(),
    select: ({ OpenIDConnectProviderList = [] }) => OpenIDConnectProviderList.flatMap(({ Arn }) => Arn ?? []),
  });
  const change = (changed: Partial<WebIdentityChoice>) => onChange({ ...choice, ...changed });
  const issuer = choice.provider ? issuerOf(choice.provider) : "";
  const ci = ciOf(issuer);
  return (
    <SpaceBetween size="l">
      <ProviderField
        label="Identity provider"
        provider={choice.provider}
        query={providers}
        error={complaints.provider}
        onChange={(provider) => change({ provider, audience: "" })}
      />
      {choice.provider ? (
        <Audience
          provider={choice.provider}
          audience={choice.audience}
          error={complaints.audience}
          onChange={(audience) => change({ audience })}
        />
      ) : null}
      {ci ? (
        <RepositoryFields
          ci={ci}
          repository={choice.repository}
          complaints={complaints}
          onChange={(repository) => change({ repository })}
        />
      ) : null}
      <ConditionRows
        conditions={choice.conditions}
        keys={issuer ? CLAIMS.map((claim) => `${issuer}:${claim}`) : []}
        error={complaints.conditions}
        onChange={(conditions) => change({ conditions })}
      />
    </SpaceBetween>
  );
}

interface AudienceProps {
  provider: string;
  audience: string;
  error: string | undefined;
  onChange: (audience: string) => void;
}

/** One of those that the provider is registered with. */
function Audience({ provider, audience, error, onChange }: AudienceProps) {
  const { data, error: refused, refetch } = useQuery(oidcProvider(provider));
  if (refused) return <CallError error={refused} onRetry={() => void refetch()} />;
  return (
    <FormField label="Audience" errorText={error}>
      <Select
        options={(data?.ClientIDList ?? []).map((value) => ({ value, label: value }))}
        selectedOption={audience ? { value: audience, label: audience } : null}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? "")}
        placeholder="Choose an audience"
        statusType={data ? "finished" : "loading"}
        loadingText="Loading audiences"
        empty="The provider has no audiences"
      />
    </FormField>
  );
}

interface RepositoryProps {
  ci: CiIssuer;
  repository: Repository;
  complaints: Complaints;
  onChange: (repository: Repository) => void;
}

function RepositoryFields({ ci, repository, complaints, onChange }: RepositoryProps) {
  const fields = [
    { id: "organization", label: ci.organizationLabel, constraint: "Whose jobs can assume the role" },
    { id: "repository", label: `${ci.repositoryLabel} - optional`, constraint: "Empty: all of them" },
    { id: "branch", label: "Branch - optional", constraint: "Empty: all branches, tags and environments" },
  ] as const;
  return (
    <SpaceBetween size="l">
      {fields.map(({ id, label, constraint }) => (
        <FormField key={id} label={label} constraintText={constraint} errorText={complaints[id]}>
          <Input
            value={repository[id]}
            onChange={({ detail }) => onChange({ ...repository, [id]: detail.value.trim() })}
            spellcheck={false}
          />
        </FormField>
      ))}
    </SpaceBetween>
  );
}
