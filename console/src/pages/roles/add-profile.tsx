/** Puts a role into an instance profile: a new one, or one that holds none. */
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useFlashes } from "../../app/flashes";
import { CallError } from "../../components/call-error";
import { StepsDialog } from "../../components/steps-dialog";
import { addRole, createProfile, OLD } from "./profile-steps";
import { instanceProfiles } from "./queries";

export function AddProfile({ roleName, onClose }: { roleName: string; onClose: () => void }) {
  const [isNew, setNew] = useState(true);
  const [name, setName] = useState(roleName);
  const [chosen, choose] = useState("");
  const { succeed } = useFlashes();
  const profile = { InstanceProfileName: isNew ? name.trim() : chosen };
  const isReady = isNew ? /^[\w+=,.@-]{1,128}$/.test(profile.InstanceProfileName) : chosen !== "";
  return (
    <StepsDialog
      title="Add to instance profile"
      verb="Add role"
      steps={isReady ? [...(isNew ? [createProfile(profile)] : []), addRole(roleName, profile)] : []}
      forgets={OLD}
      onDone={() => {
        succeed(`Role added to instance profile ${profile.InstanceProfileName}.`);
        onClose();
      }}
      onCancel={onClose}
    >
      <RadioGroup
        ariaLabel="New or existing"
        value={isNew ? "new" : "existing"}
        items={[
          { value: "new", label: "Create instance profile" },
          { value: "existing", label: "Use an instance profile that holds no role" },
        ]}
        onChange={({ detail }) => setNew(detail.value === "new")}
      />
      {isNew ? (
        <FormField
          label="Instance profile name"
          constraintText="1 to 128 letters, numbers and these characters: + = , . @ - _"
        >
          <Input value={name} onChange={({ detail }) => setName(detail.value)} spellcheck={false} />
        </FormField>
      ) : (
        <Existing chosen={chosen} onChoose={choose} />
      )}
    </StepsDialog>
  );
}

function Existing({ chosen, onChoose }: { chosen: string; onChoose: (name: string) => void }) {
  const { data, error, refetch } = useQuery(instanceProfiles());
  if (error) return <CallError error={error} onRetry={() => void refetch()} />;
  const free = (data ?? []).filter(({ Roles = [] }) => Roles.length === 0);
  return (
    <FormField label="Instance profile">
      <Select
        options={free.map(({ InstanceProfileName: value = "" }) => ({ value, label: value }))}
        selectedOption={chosen ? { value: chosen, label: chosen } : null}
        onChange={({ detail }) => onChoose(detail.selectedOption.value ?? "")}
        placeholder="Choose an instance profile"
        statusType={data ? "finished" : "loading"}
        loadingText="Loading instance profiles"
        filteringType="auto"
        filteringAriaLabel="Find instance profiles"
        empty="Every instance profile holds a role"
      />
    </FormField>
  );
}
