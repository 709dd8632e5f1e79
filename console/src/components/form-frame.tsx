/** A form of a page: what was refused above, what is asked in between, the buttons below. */
import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { ApiError } from "../api/errors";
import { Refused } from "./refused";
import { UnsavedChanges } from "./unsaved";

interface Props {
  verb: string;
  /** Whether something is lost when somebody goes elsewhere. Go on by `useGo().leave` after saving. */
  isDirty: boolean;
  isBusy?: boolean;
  error?: ApiError | null;
  onSubmit: () => void;
  onCancel: () => void;
  children: ReactNode;
}

export function FormFrame({ verb, isDirty, isBusy = false, error = null, onSubmit, onCancel, children }: Props) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) onSubmit();
      }}
    >
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" onClick={onCancel}>
              Cancel
            </Button>
            <Button variant="primary" formAction="submit" loading={isBusy}>
              {verb}
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <Refused error={error} />
          {children}
          <UnsavedChanges when={isDirty} />
        </SpaceBetween>
      </Form>
    </form>
  );
}
