/** Several calls for one thing that somebody asked for: each that fails is kept with its reason, and can be tried again. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiError } from "../api/errors";
import { apiError } from "../api/errors";
import { forget } from "../api/queries";

export interface Step {
  /** What it does, as somebody would ask for it: "Attach ReadOnlyAccess". */
  label: string;
  run: () => Promise<unknown>;
}

export interface Failure {
  step: Step;
  error: ApiError;
}

/** Run *steps* one after another, also after one has failed. Return what failed. */
export async function runSteps(steps: readonly Step[]): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (const step of steps) {
    try {
      await step.run();
    } catch (failure) {
      failures.push({ step, error: apiError(step.label, failure) });
    }
  }
  return failures;
}

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
    data: failures = [],
  } = useMutation({
    mutationFn: runSteps,
    onSettled: () => forget(queryClient, ...forgets),
    onSuccess: (failed) => {
      if (failed.length === 0) onDone();
    },
  });
  return { run: mutate, isBusy: isPending, failures, retry: () => mutate(failures.map(({ step }) => step)) };
}
