import Checkbox from "@cloudscape-design/components/checkbox";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { InfoLink } from "../../app/help";
import { PolicyPicker } from "../../components/policy-picker";
import { BOUNDARY_HELP } from "../help";

interface Props {
  /** "" for none. */
  arn: string;
  onChange: (arn: string) => void;
}

/** Chooses a permissions boundary, or none. */
export function BoundaryChoice({ arn, onChange }: Props) {
  const [isWanted, want] = useState(arn !== "");
  return (
    <ExpandableSection
      variant="container"
      headerText="Set permissions boundary"
      headerInfo={<InfoLink topic={BOUNDARY_HELP} />}
      headerDescription="Optional: the most that policies can allow"
      defaultExpanded={arn !== ""}
    >
      <SpaceBetween size="m">
        <Checkbox
          checked={isWanted}
          onChange={({ detail }) => {
            want(detail.checked);
            if (!detail.checked) onChange("");
          }}
        >
          Use a permissions boundary to control the maximum permissions
        </Checkbox>
        {isWanted ? (
          <PolicyPicker
            title="Boundary policies"
            variant="embedded"
            selection="single"
            selected={arn ? [arn] : []}
            onChange={([chosen = ""]) => onChange(chosen)}
          />
        ) : null}
      </SpaceBetween>
    </ExpandableSection>
  );
}
