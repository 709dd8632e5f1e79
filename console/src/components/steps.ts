/** Several calls for one thing that somebody asked for: each that fails is kept with its reason, and can be tried again. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiError } from "../api/errors";
import { apiError } from "../api/errors";
import { forget } from "../api/queries";

export interface Step {
  /** What it does, as somebody would ask for it: "Attach ReadOnlyAccess". */
  label: string;
  run: () => Promise<unknown>;
  /** Whether the steps after it are in vain without it: when it fails they are not tried. */
  isVital?: boolean;
}

export interface Failure {
  step: Step;
  error: ApiError;
  /** The steps that were not tried since this one failed. */
  waiting: readonly Step[];
}

/** Run *steps* one after another, also after one has failed that is not vital. Return what failed. */
export async function runSteps(steps: readonly Step[]): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (const [at, step] of steps.entries()) {
    try {
      await step.run();
    } catch (failure) {
      const waiting = step.isVital ? steps.slice(at + 1) : [];
      failures.push({ step, error: apiError(step.label, failure), waiting });
      if (step.isVital) break;
    }
  }
  return failures;
}

/** What has to be run again after *failures*. */
export const stepsAgain = (failures: readonly Failure[]): Step[] =>
  failures.flatMap(({ step, waiting }) => [step, ...waiting]);

interface Asked {
  /** The operations whose answers are old afterwards. */
  forgets: readonly string[];
  /** Called when nothing failed. */
  onDone: () => void;
}

/** Steps that a button starts. `retry` runs those again that failed. */
export function useSteps({ forgets, onDone }: Asked) {
  const queryClient = useQueryClient();
  const {
    mutate,
    isPending,
    isSuccess,
    data: failures = [],
  } = useMutation({
    mutationFn: runSteps,
    onSettled: () => forget(queryClient, ...forgets),
    onSuccess: (failed) => {
      if (failed.length === 0) onDone();
    },
  });
  const isDone = isSuccess && failures.length === 0;
  return { run: mutate, isBusy: isPending, isDone, failures, retry: () => mutate(stepsAgain(failures)) };
}
