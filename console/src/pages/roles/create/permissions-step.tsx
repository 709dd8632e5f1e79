/** Step 2: what the role may do. Nothing is an answer as well. */
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { PolicyPicker } from "../../../components/policy-picker";

interface Props {
  policies: readonly string[];
  boundary: string;
  onPolicies: (arns: readonly string[]) => void;
  onBoundary: (arn: string) => void;
}

export function PermissionsStep({ policies, boundary, onPolicies, onBoundary }: Props) {
  const [isBound, setBound] = useState(boundary !== "");
  return (
    <SpaceBetween size="l">
      <PolicyPicker selected={policies} onChange={onPolicies} selection="multi" />
      <ExpandableSection
        variant="container"
        headerText="Set permissions boundary - optional"
        defaultExpanded={boundary !== ""}
      >
        <SpaceBetween size="m">
          <FormField
            label="Permissions boundary"
            description="The most that the role may do, whatever its policies allow."
          >
            <RadioGroup
              value={isBound ? "set" : "none"}
              items={[
                { value: "none", label: "Create role without a permissions boundary" },
                { value: "set", label: "Use a permissions boundary to control the maximum role permissions" },
              ]}
              onChange={({ detail }) => {
                setBound(detail.value === "set");
                if (detail.value === "none") onBoundary("");
              }}
            />
          </FormField>
          {isBound ? (
            <PolicyPicker
              selected={boundary ? [boundary] : []}
              onChange={([arn = ""]) => onBoundary(arn)}
              selection="single"
              title="Permissions boundary policies"
            />
          ) : null}
        </SpaceBetween>
      </ExpandableSection>
    </SpaceBetween>
  );
}
