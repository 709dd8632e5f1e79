import FormField from "@cloudscape-design/components/form-field";
import type { CustomChoice } from "../../../trust/builder";
import { TrustEditor } from "../trust-editor";
import type { EntityFormProps } from "./entity-form";

export function CustomForm({ choice, complaints, onChange }: EntityFormProps<CustomChoice>) {
  return (
    <FormField label="Trust policy" stretch errorText={complaints.text}>
      <TrustEditor text={choice.text} onChange={(text) => onChange({ ...choice, text })} />
    </FormField>
  );
}
