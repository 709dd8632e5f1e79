/** Asks before something is done, and shows why it was refused. The button waits until it may be pressed, and for the call. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal, { type ModalProps } from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { ApiError } from "../api/errors";
import { Refused } from "./refused";

interface Props {
  title: string;
  verb: string;
  isReady?: boolean;
  isBusy: boolean;
  error: ApiError | null;
  onConfirm: () => void;
  onCancel: () => void;
  children: ReactNode;
  size?: ModalProps.Size;
}

export function Dialog({ title, verb, isReady = true, isBusy, error, onConfirm, onCancel, children, size }: Props) {
  return (
    <Modal
      visible
      {...(size && { size })}
      header={title}
      onDismiss={onCancel}
      closeAriaLabel="Close"
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onCancel}>
              Cancel
            </Button>
            <Button variant="primary" disabled={!isReady} loading={isBusy} onClick={onConfirm}>
              {verb}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Refused error={error} />
        {children}
      </SpaceBetween>
    </Modal>
  );
}
