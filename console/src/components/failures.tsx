import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { CallError } from "./call-error";
import type { Failure } from "./steps";

interface Props {
  failures: readonly Failure[];
  onRetry: () => void;
}

/** The steps that failed, each with why, and one button to try them again. */
export function Failures({ failures, onRetry }: Props) {
  if (failures.length === 0) return null;
  const [one] = failures;
  return (
    <SpaceBetween size="s">
      {failures.map(({ step, error }) => (
        <div key={step.label}>
          <Box variant="strong">{step.label}: failed</Box>
          <CallError error={error} />
        </div>
      ))}
      <Button onClick={onRetry}>{failures.length === 1 ? `Retry: ${one?.step.label}` : "Retry what failed"}</Button>
    </SpaceBetween>
  );
}
