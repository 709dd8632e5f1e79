import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";

/** An ARN, or another text that people carry elsewhere, with a button that copies it. */
export function Copyable({ text, name = "ARN" }: { text: string | undefined; name?: string }) {
  if (!text) return "-";
  return (
    <CopyToClipboard
      variant="inline"
      textToCopy={text}
      textToDisplay={text}
      copyButtonAriaLabel={`Copy ${name}`}
      copySuccessText={`${name} copied`}
      copyErrorText={`${name} failed to copy`}
    />
  );
}

export const Arn = ({ arn }: { arn: string | undefined }) => <Copyable text={arn} />;
