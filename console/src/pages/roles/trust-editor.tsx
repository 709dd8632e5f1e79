/** The field in which a trust policy is written. */
import Textarea from "@cloudscape-design/components/textarea";

interface Props {
  text: string;
  onChange: (text: string) => void;
}

export function TrustEditor({ text, onChange }: Props) {
  return (
    <Textarea
      value={text}
      onChange={({ detail }) => onChange(detail.value)}
      rows={20}
      spellcheck={false}
      ariaLabel="Trust policy"
    />
  );
}
