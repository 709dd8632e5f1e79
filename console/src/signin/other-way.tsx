import Button from "@cloudscape-design/components/button";
import type { ReactNode } from "react";

/** A way to another step. It is no submission of the form that it stands in, which a button otherwise is. */
export function OtherWay({ onFollow, children }: { onFollow: () => void; children: ReactNode }) {
  return (
    <Button variant="inline-link" formAction="none" onClick={onFollow}>
      {children}
    </Button>
  );
}
