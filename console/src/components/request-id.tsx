import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";

/** The ID by which the operator finds a call in the audit log. Some failures have none. */
export function RequestId({ id }: { id: string }) {
  if (!id) return null;
  return (
    <>
      Request ID:{" "}
      <CopyToClipboard
        variant="inline"
        textToCopy={id}
        copyButtonAriaLabel="Copy request ID"
        copySuccessText="Request ID copied"
        copyErrorText="Request ID failed to copy"
      />
    </>
  );
}
