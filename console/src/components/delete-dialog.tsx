/** Asks before something is deleted: what goes with it, and a text that has to be typed. */
import Checkbox from "@cloudscape-design/components/checkbox";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Input, { type InputProps } from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { ApiError } from "../api/errors";
import { Dialog } from "./dialog";

interface Props {
  /** For example "Delete alice?" */
  title: string;
  /** What has to be typed: a name, or a phrase such as `3 users`. */
  phrase: string;
  /** What goes with it. */
  children: ReactNode;
  verb?: string;
  /** What follows for others, beside what is deleted: it has to be ticked as understood. "nobody can sign in any more" */
  consequence?: string | undefined;
  /** Whether all but the text is there. */
  isReady?: boolean;
  isBusy: boolean;
  error: ApiError | null;
  onConfirm: () => void;
  onCancel: () => void;
}

export function DeleteDialog({
  title,
  phrase,
  children,
  verb = "Delete",
  consequence,
  isReady = true,
  isBusy,
  error,
  onConfirm,
  onCancel,
}: Props) {
  const [typed, setTyped] = useState("");
  const input = useRef<InputProps.Ref>(null);
  useEffect(() => input.current?.focus(), []);
  const [understood, setUnderstood] = useState("");
  const isUnderstood = consequence === undefined || understood === consequence;
  const mayGo = typed.trim() === phrase && isReady && isUnderstood;

  return (
    <Dialog
      title={title}
      verb={verb}
      isReady={mayGo}
      isBusy={isBusy}
      error={error}
      onConfirm={onConfirm}
      onCancel={onCancel}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (mayGo && !isBusy) onConfirm();
        }}
      >
        <Form>
          <SpaceBetween size="m">
            {children}
            {consequence === undefined ? null : (
              <Checkbox
                checked={isUnderstood}
                onChange={({ detail }) => setUnderstood(detail.checked ? consequence : "")}
              >
                I understand that {consequence}
              </Checkbox>
            )}
            <FormField
              label={
                <>
                  To confirm, enter <em>{phrase}</em>
                </>
              }
            >
              <Input
                ref={input}
                value={typed}
                onChange={({ detail }) => setTyped(detail.value)}
                placeholder={phrase}
                autoComplete={false}
                spellcheck={false}
              />
            </FormField>
          </SpaceBetween>
        </Form>
      </form>
    </Dialog>
  );
}
