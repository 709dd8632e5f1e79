/** A field that chooses one of the account's identity providers. */
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ApiError } from "../../../api/errors";
import { hasPage } from "../../../app/pages";
import { paths } from "../../../app/paths";
import { CallError } from "../../../components/call-error";
import { Go } from "../../../components/go";

interface Props {
  label: string;
  /** The ARN of the chosen provider, or "". */
  provider: string;
  query: { data: readonly string[] | undefined; error: ApiError | null; refetch: () => unknown };
  error: string | undefined;
  onChange: (arn: string) => void;
}

const optionOf = (arn: string) => ({ value: arn, label: arn.slice(arn.indexOf("/") + 1) });

export function ProviderField({ label, provider, query, error, onChange }: Props) {
  return (
    <SpaceBetween size="l">
      <FormField
        label={label}
        errorText={error}
        constraintText={hasPage(paths.providers) ? <Go to={paths.providers}>Identity providers</Go> : undefined}
      >
        <Select
          options={(query.data ?? []).map(optionOf)}
          selectedOption={provider ? optionOf(provider) : null}
          onChange={({ detail }) => onChange(detail.selectedOption.value ?? "")}
          placeholder="Choose a provider"
          statusType={query.data || query.error ? "finished" : "loading"}
          loadingText="Loading providers"
          filteringType="auto"
          filteringAriaLabel="Find providers"
          empty="No providers"
        />
      </FormField>
      {query.error ? <CallError error={query.error} onRetry={() => void query.refetch()} /> : null}
    </SpaceBetween>
  );
}
