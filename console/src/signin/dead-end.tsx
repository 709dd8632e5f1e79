import Alert from "@cloudscape-design/components/alert";
import { StepForm } from "./step-form";

/** Nothing more can be done here but to begin again. */
export function DeadEnd({ message, onAgain }: { message: string; onAgain: () => void }) {
  return (
    <StepForm title="Not signed in" submit="Begin again" isBusy={false} onSubmit={onAgain}>
      <Alert type="warning">{message}</Alert>
    </StepForm>
  );
}
