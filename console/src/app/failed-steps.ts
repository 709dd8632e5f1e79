import { useQueryClient } from "@tanstack/react-query";
import { forget } from "../api/queries";
import { type Failure, runSteps, stepsAgain } from "../components/steps";
import { useFlashes } from "./flashes";

/** Tells, wherever somebody has gone by then, of each step that failed, with a button to try it again. *old* is what the steps make old. */
export function useFailedSteps(old: readonly string[]) {
  const queryClient = useQueryClient();
  const { succeed, fail } = useFlashes();
  const tellOf = ({ step, error, waiting }: Failure): void => {
    const again = async () => {
      const failures = await runSteps(stepsAgain([{ step, error, waiting }]));
      void forget(queryClient, ...old);
      if (failures.length === 0) succeed(`${step.label}: done.`);
      failures.forEach(tellOf);
    };
    fail(`${step.label}: failed`, error, () => void again());
  };
  return (failures: readonly Failure[]) => failures.forEach(tellOf);
}
