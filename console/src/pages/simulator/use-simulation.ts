/** A simulation under way: its results so far, how far it is, and an end to it. */
import type { EvaluationResult } from "@aws-sdk/client-iam";
import { useEffect, useRef, useState } from "react";
import { type ApiError, apiError } from "../../api/errors";
import type { Source } from "../../simulation/matched";
import { type Question, simulate } from "../../simulation/simulate";

interface Simulation {
  results: readonly EvaluationResult[];
  /** What the policies in the results were when it was asked. */
  sources: readonly Source[];
  /** How many actions were asked about. */
  asked: number;
  isRunning: boolean;
  error: ApiError | null;
}

const NONE: Simulation = { results: [], sources: [], asked: 0, isRunning: false, error: null };

/** *about* tells whom it is about: for somebody else it begins anew. */
export function useSimulation(about: string) {
  const [simulation, set] = useState(NONE);
  const [shown, setShown] = useState(about);
  const running = useRef<AbortController>(null);
  if (shown !== about) {
    setShown(about);
    set(NONE);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is under way ends with whom it is about
  useEffect(() => () => running.current?.abort(), [about]);

  const run = async (question: Question, sources: readonly Source[]) => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    const change = (changed: Partial<Simulation>) => {
      // What was given up tells nothing more.
      if (running.current === control) set((before) => ({ ...before, ...changed }));
    };
    set({ ...NONE, sources, asked: question.actions.length, isRunning: true });
    try {
      await simulate(question, control.signal, (results) => change({ results }));
      change({ isRunning: false });
    } catch (failure) {
      const error = control.signal.aborted ? null : apiError("SimulatePolicy", failure);
      change({ isRunning: false, error });
    }
  };

  return { ...simulation, run, stop: () => running.current?.abort() };
}
