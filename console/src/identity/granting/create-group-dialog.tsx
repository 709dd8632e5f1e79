import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import { useFlashes } from "../../app/flashes";
import { PolicyPicker } from "../../components/policy-picker";
import { StepsDialog } from "../../components/steps-dialog";
import { nameRule, nameWrong } from "../names";
import { createGroupSteps, READS_OF_GROUPS } from "../steps";

interface Props {
  onDone: (group: string) => void;
  onCancel: () => void;
}

/** Makes a group without leaving what somebody was at. */
export function CreateGroupDialog({ onDone, onCancel }: Props) {
  const [typed, setTyped] = useState("");
  const [arns, choose] = useState<string[]>([]);
  const { succeed } = useFlashes();
  const name = typed.trim();
  const wrong = nameWrong("group", name);
  return (
    <StepsDialog
      title="Create user group"
      verb="Create user group"
      size="max"
      steps={wrong ? [] : createGroupSteps({ name, users: [], policies: arns })}
      forgets={READS_OF_GROUPS}
      onDone={() => {
        succeed(`User group ${name} created.`);
        onDone(name);
      }}
      onCancel={onCancel}
    >
      <FormField label="User group name" constraintText={nameRule("group")} errorText={typed && wrong}>
        <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} spellcheck={false} autoFocus />
      </FormField>
      <PolicyPicker variant="embedded" holder="group" selected={arns} onChange={choose} />
    </StepsDialog>
  );
}
