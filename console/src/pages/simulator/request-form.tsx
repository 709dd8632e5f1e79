/** What is asked of the policies: on which resources, by whom, and in which context. */
import Checkbox from "@cloudscape-design/components/checkbox";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import type { ApiError } from "../../api/errors";
import { CallError } from "../../components/call-error";
import { PolicyEditor } from "../../components/policy-editor/policy-editor";
import { withKeys } from "../../simulation/context";
import { ContextForm } from "../../simulation/context-form";
import type { Setup } from "./setup";

interface Props {
  setup: Setup;
  onChange: (changed: Partial<Setup>) => void;
  /** The context keys that the policies ask for, and why they are not known. */
  keys: readonly string[];
  keysError: ApiError | null;
}

export function RequestForm({ setup, onChange, keys, keysError }: Props) {
  const facts = withKeys(setup.facts, keys);
  return (
    <SpaceBetween size="m">
      <FormField
        label="Resources - optional"
        description="One ARN a line. Without one the resource is *, which only a statement about all resources matches."
        stretch
      >
        <Textarea
          value={setup.resources}
          onChange={({ detail }) => onChange({ resources: detail.value })}
          placeholder="arn:aws:s3:::vault/letter"
          rows={3}
          spellcheck={false}
        />
      </FormField>
      <ExpandableSection headerText={`Context keys (${facts.length})`}>
        <SpaceBetween size="s">
          {keysError ? <CallError error={keysError} /> : null}
          <ContextForm facts={facts} onChange={(changed) => onChange({ facts: changed })} />
        </SpaceBetween>
      </ExpandableSection>
      <ExpandableSection headerText="Caller and resource policy">
        <SpaceBetween size="m">
          <FormField
            label="Caller ARN - optional"
            constraintText="Who calls with these policies, where that is somebody else. A resource policy needs a user"
          >
            <Input
              value={setup.caller}
              onChange={({ detail }) => onChange({ caller: detail.value })}
              placeholder="arn:aws:iam::111122223333:user/mira"
              spellcheck={false}
            />
          </FormField>
          <Checkbox
            checked={setup.hasResourcePolicy}
            onChange={({ detail }) => onChange({ hasResourcePolicy: detail.checked })}
            description="The policy of every resource above; for actions that assume a role, its trust policy"
          >
            Resource policy
          </Checkbox>
          {setup.hasResourcePolicy ? (
            <>
              <PolicyEditor
                text={setup.resourcePolicy}
                onChange={(resourcePolicy) => onChange({ resourcePolicy })}
                kind="resource"
                label="Resource policy"
              />
              <FormField
                label="Resource owner - optional"
                constraintText="The root ARN of the account of resources whose ARN names none"
              >
                <Input
                  value={setup.resourceOwner}
                  onChange={({ detail }) => onChange({ resourceOwner: detail.value })}
                  placeholder="arn:aws:iam::111122223333:root"
                  spellcheck={false}
                />
              </FormField>
            </>
          ) : null}
        </SpaceBetween>
      </ExpandableSection>
    </SpaceBetween>
  );
}
