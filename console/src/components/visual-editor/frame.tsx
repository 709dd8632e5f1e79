/** What every block of the editor has: a title, what can be done with it whole, and that it opens and closes. */
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import type { ReactNode } from "react";
import { Buttons } from "../buttons";

interface Props {
  title: string;
  description?: string;
  number: number;
  onClone?: () => void;
  onRemove: () => void;
  children: ReactNode;
}

export function Frame({ title, description, number, onClone, onRemove, children }: Props) {
  return (
    <ExpandableSection
      variant="container"
      headingTagOverride="h3"
      headerText={title}
      headerDescription={description}
      defaultExpanded
      headerActions={
        <Buttons>
          {onClone ? (
            <Button ariaLabel={`Clone permissions ${number}`} onClick={onClone}>
              Clone
            </Button>
          ) : null}
          <Button ariaLabel={`Remove permissions ${number}`} onClick={onRemove}>
            Remove
          </Button>
        </Buttons>
      }
    >
      {children}
    </ExpandableSection>
  );
}
