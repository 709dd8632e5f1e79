import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { CertificateChoice } from "../../../trust/builder";
import { AnchorField } from "./anchor-field";
import { ConditionRows } from "./conditions";
import type { EntityFormProps } from "./entity-form";

/** What a session says of its certificate. */
const KEYS = ["x509SAN/URI", "x509SAN/DNS", "x509Subject/CN", "x509Subject/O", "x509Subject/OU", "x509Issuer/CN"].map(
  (name) => `aws:PrincipalTag/${name}`,
);

export function CertificateForm({ choice, complaints, onChange }: EntityFormProps<CertificateChoice>) {
  return (
    <SpaceBetween size="l">
      <AnchorField
        anchor={choice.anchor}
        error={complaints.anchor}
        onChange={(anchor) => onChange({ ...choice, anchor })}
      />
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
