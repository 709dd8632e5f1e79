/** A policy, or another JSON document, to read: indented, and with a button that copies it. */
import Box from "@cloudscape-design/components/box";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { Buttons } from "./buttons";

/** Return a document as it was saved: IAM gives it percent-encoded, so that it begins with a percent sign. */
export const decoded = (text: string) => (/^%[0-9A-F]{2}/i.test(text) ? decodeURIComponent(text) : text);

/** Return *text* indented where it is JSON, else as it is. */
export function readable(text: string): string {
  const plain = decoded(text);
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
