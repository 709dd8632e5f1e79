/** A secret that is shown once: hidden until somebody asks to see it, and copied without being shown. */
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";

interface Props {
  /** For example "secret access key" */
  name: string;
  value: string;
  /** Told when it was shown or copied for the first time. */
  onTaken?: () => void;
}

export function Secret({ name, value, onTaken }: Props) {
  const [isShown, setShown] = useState(false);
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <span onClickCapture={onTaken}>
        <CopyToClipboard
          variant="icon"
          textToCopy={value}
          copyButtonAriaLabel={`Copy ${name}`}
          copySuccessText={`${capital(name)} copied`}
          copyErrorText={`${capital(name)} failed to copy`}
        />
      </span>
      <span className="ostiary-id" aria-hidden={!isShown}>
        {isShown ? value : "•".repeat(16)}
      </span>
      <Button
        variant="inline-link"
        ariaLabel={`${isShown ? "Hide" : "Show"} ${name}`}
        onClick={() => {
          setShown(!isShown);
          onTaken?.();
        }}
      >
        {isShown ? "Hide" : "Show"}
      </Button>
    </SpaceBetween>
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
