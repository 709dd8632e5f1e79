/** Asks once before what was typed is lost: on the way to another page of the console, and when the window is closed. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useBlocker } from "@tanstack/react-router";

interface Props {
  /** Whether there is something to lose. */
  when: boolean;
  title?: string;
  text?: string;
  /** Leave nevertheless. */
  verb?: string;
}

/**
 * Put it anywhere in a form's page. Going on after saving is not asked about: set `when` to false first, or leave with
 * `ignoreBlocker`, as `useGo().leave` does.
 */
export function UnsavedChanges({
  when,
  title = "Leave page?",
  text = "Changes that you have not saved are lost.",
  verb = "Leave",
}: Props) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => when && current.pathname !== next.pathname,
    enableBeforeUnload: () => when,
    withResolver: true,
  });
  if (blocker.status !== "blocked") return null;
  return (
    <Modal
      visible
      header={title}
      onDismiss={blocker.reset}
      closeAriaLabel="Close"
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={blocker.reset}>
              Stay
            </Button>
            <Button variant="primary" onClick={blocker.proceed}>
              {verb}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      {text}
    </Modal>
  );
}
