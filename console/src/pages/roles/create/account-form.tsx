import Alert from "@cloudscape-design/components/alert";
import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { AccountChoice } from "../../../trust/builder";
import type { EntityFormProps } from "./entity-form";

export function AccountForm({ choice, complaints, onChange }: EntityFormProps<AccountChoice>) {
  const change = (changed: Partial<AccountChoice>) => onChange({ ...choice, ...changed });
  return (
    <SpaceBetween size="l">
      <FormField
        label="Account"
        description="Users and roles of the account whose own policies allow it can assume the role."
      >
        <RadioGroup
          value={choice.isOther ? "other" : "own"}
          items={[
            { value: "own", label: `This account (${choice.own})` },
            { value: "other", label: "Another account" },
          ]}
          onChange={({ detail }) => change({ isOther: detail.value === "other" })}
        />
      </FormField>
      {choice.isOther ? (
        <FormField label="Account ID" constraintText="Twelve digits" errorText={complaints.account}>
          <Input
            value={choice.account}
            onChange={({ detail }) => change({ account: detail.value.replace(/[\s-]/g, "") })}
            inputMode="numeric"
            autoComplete={false}
          />
        </FormField>
      ) : null}
      <FormField label="Options" stretch>
        <SpaceBetween size="s">
          <Checkbox
            checked={choice.externalId !== null}
            description="For a third party that assumes the role for you: it tells the ID, so that no other customer of theirs can have it act on your role."
            onChange={({ detail }) => change({ externalId: detail.checked ? "" : null })}
          >
            Require external ID
          </Checkbox>
          <Checkbox
            checked={choice.isMfaRequired}
            description="Only who signed in with a second factor can assume the role."
            onChange={({ detail }) => change({ isMfaRequired: detail.checked })}
          >
            Require MFA
          </Checkbox>
        </SpaceBetween>
      </FormField>
      {choice.externalId === null ? null : (
        <FormField
          label="External ID"
          constraintText="2 to 1,224 letters, numbers and these characters: + = , . @ : / _ -"
          errorText={complaints.externalId}
        >
          <Input
            value={choice.externalId}
            onChange={({ detail }) => change({ externalId: detail.value })}
            spellcheck={false}
            autoComplete={false}
          />
        </FormField>
      )}
      {choice.externalId === null ? null : (
        <Alert type="warning">
          The console tells no external ID: nobody can switch to this role here. It is assumed by AssumeRole.
        </Alert>
      )}
    </SpaceBetween>
  );
}
