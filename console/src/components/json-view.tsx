/** A policy, or another JSON document, to read: indented, and with a button that copies it. */
import Box from "@cloudscape-design/components/box";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { Buttons } from "./buttons";

/** Return *text* indented where it is JSON, else as it is. IAM gives documents percent-encoded. */
export function readable(text: string): string {
  const plain = text.startsWith("%7B") || text.startsWith("%7b") ? decodeURIComponent(text) : text;
  try {
    return JSON.stringify(JSON.parse(plain), null, 2);
  } catch {
    return plain;
  }
}

interface Props {
  text: string;
  name: string;
  /** Buttons beside the one that copies. */
  actions?: ReactNode;
}

export function JsonView({ text, name, actions }: Props) {
  const shown = readable(text);
  return (
    <SpaceBetween size="xs">
      <Buttons>
        <CopyToClipboard
          copyButtonText="Copy"
          copyButtonAriaLabel={`Copy ${name}`}
          textToCopy={shown}
          copySuccessText={`${name} copied`}
          copyErrorText={`${name} failed to copy`}
        />
        {actions}
      </Buttons>
      {/* A long line scrolls; whoever uses the keyboard has to be able to come here for that. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <section className="ostiary-json" aria-label={name} tabIndex={0}>
        <Box variant="code">{shown}</Box>
      </section>
    </SpaceBetween>
  );
}
