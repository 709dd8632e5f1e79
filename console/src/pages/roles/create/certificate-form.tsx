import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { CertificateChoice } from "../../../trust/builder";
import { ConditionRows } from "./conditions";
import type { EntityFormProps } from "./entity-form";

/** What a session says of its certificate. */
const KEYS = ["x509SAN/URI", "x509SAN/DNS", "x509Subject/CN", "x509Subject/O", "x509Subject/OU", "x509Issuer/CN"].map(
  (name) => `aws:PrincipalTag/${name}`,
);

export function CertificateForm({ choice, complaints, onChange }: EntityFormProps<CertificateChoice>) {
  return (
    <SpaceBetween size="l">
      <FormField
        label="Trust anchor"
        description="The authority whose certificates are taken, as it is registered with IAM Roles Anywhere."
        constraintText="Its ARN: arn:aws:rolesanywhere:…:trust-anchor/…"
        errorText={complaints.anchor}
      >
        <Input
          value={choice.anchor}
          onChange={({ detail }) => onChange({ ...choice, anchor: detail.value.trim() })}
          spellcheck={false}
        />
      </FormField>
      <ConditionRows
        conditions={choice.conditions}
        keys={KEYS}
        error={complaints.conditions}
        onChange={(conditions) => onChange({ ...choice, conditions })}
      />
      {choice.conditions.length === 0 ? (
        <Alert type="info">
          Without a condition every certificate of the authority opens the role. Name the workload by its SPIFFE ID
          (aws:PrincipalTag/x509SAN/URI) or its common name (aws:PrincipalTag/x509Subject/CN).
        </Alert>
      ) : null}
    </SpaceBetween>
  );
}
