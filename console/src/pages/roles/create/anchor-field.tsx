/** A field for the ARN of a trust anchor, which offers those that there are. One of another region can be typed. */
import Autosuggest from "@cloudscape-design/components/autosuggest";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { trustAnchors } from "../../../api/trust-anchors";
import { CallError } from "../../../components/call-error";

interface Props {
  anchor: string;
  error: string | undefined;
  onChange: (arn: string) => void;
}

export function AnchorField({ anchor, error, onChange }: Props) {
  const query = useQuery(trustAnchors());
  return (
    <SpaceBetween size="l">
      <FormField
        label="Trust anchor"
        description="The authority whose certificates are taken, as it is registered with IAM Roles Anywhere."
        constraintText="Its ARN: arn:aws:rolesanywhere:…:trust-anchor/…"
        errorText={error}
      >
        <Autosuggest
          value={anchor}
          onChange={({ detail }) => onChange(detail.value.trim())}
          options={(query.data ?? []).map(({ trustAnchorArn, name, enabled }) => ({
            value: trustAnchorArn,
            label: trustAnchorArn,
            description: enabled ? name : `${name} (disabled)`,
          }))}
          enteredTextLabel={(text) => `Use “${text}”`}
          statusType={query.isPending ? "loading" : "finished"}
          loadingText="Loading trust anchors"
          empty="No trust anchors in this region"
          ariaLabel="Trust anchor"
        />
      </FormField>
      {query.error ? <CallError error={query.error} onRetry={() => void query.refetch()} /> : null}
    </SpaceBetween>
  );
}
