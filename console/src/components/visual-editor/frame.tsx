/** What every block of the editor has: a title, what can be done with it whole, and that it opens and closes. */
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Buttons } from "../buttons";

export interface FrameProps {
  number: number;
  isOpenAtFirst: boolean;
  /** Whether somebody has just asked for it: it takes the focus. */
  isNew: boolean;
  onRemove: () => void;
}

interface Props extends FrameProps {
  title: string;
  description?: string;
  onClone?: () => void;
  children: ReactNode;
}

export function Frame({ title, description, number, isOpenAtFirst, isNew, onClone, onRemove, children }: Props) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const place = useRef<HTMLElement>(null);
  const isAsked = useRef(isNew);
  useEffect(() => {
    if (isAsked.current) place.current?.focus();
  }, []);
  return (
    <section ref={place} tabIndex={-1} className="ostiary-block" aria-label={`Permissions ${number}`}>
      <ExpandableSection
        variant="container"
        headingTagOverride="h3"
        headerText={title}
        headerDescription={description}
        expanded={isOpen}
        onChange={({ detail }) => setOpen(detail.expanded)}
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
        {/* A form asks for its service's catalogue: not before somebody looks at it. */}
        {isOpen ? children : null}
      </ExpandableSection>
    </section>
  );
}
