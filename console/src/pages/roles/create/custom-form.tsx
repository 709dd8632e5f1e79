import FormField from "@cloudscape-design/components/form-field";
import type { CustomChoice } from "../../../trust/builder";
import { TrustEditor } from "../trust-editor";
import type { EntityFormProps } from "./entity-form";

interface Props extends EntityFormProps<CustomChoice> {
  onErrors: (hasErrors: boolean) => void;
}

export function CustomForm({ choice, complaints, onChange, onErrors }: Props) {
  return (
    <FormField stretch errorText={complaints.text}>
      <TrustEditor text={choice.text} onChange={(text) => onChange({ ...choice, text })} onErrors={onErrors} />
    </FormField>
  );
}
