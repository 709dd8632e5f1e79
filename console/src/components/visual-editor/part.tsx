import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";

/** A part of a form with a heading of its own. */
export function Part({ title, description, children }: { title: string; description: string; children: ReactNode }) {
  return (
    <SpaceBetween size="s">
      <div>
        <Box variant="h4">{title}</Box>
        <Box variant="p" color="text-body-secondary">
          {description}
        </Box>
      </div>
      {children}
    </SpaceBetween>
  );
}
