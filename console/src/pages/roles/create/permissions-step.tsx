/** Step 2: what the role may do. Nothing is an answer as well. */
import SpaceBetween from "@cloudscape-design/components/space-between";
import { PolicyPicker } from "../../../components/policy-picker";
import { BoundaryChoice } from "../../../identity/granting/boundary-choice";

interface Props {
  policies: readonly string[];
  boundary: string;
  onPolicies: (arns: readonly string[]) => void;
  onBoundary: (arn: string) => void;
}

export function PermissionsStep({ policies, boundary, onPolicies, onBoundary }: Props) {
  return (
    <SpaceBetween size="l">
      <PolicyPicker holder="role" selected={policies} onChange={onPolicies} />
      <BoundaryChoice arn={boundary} onChange={onBoundary} />
    </SpaceBetween>
  );
}
