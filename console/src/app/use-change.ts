/** A change that somebody asked for: carry it out, have what it made old read again, say so, and go on. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { forget } from "../api/queries";
import { useFlashes } from "./flashes";

interface Change<T> {
  work: () => Promise<T>;
  /** The reads that it makes old. They are read again also after a failure: of several steps some may be done. */
  old: readonly string[];
  /** What is said when it is done. */
  done: string;
  onDone?: (answer: T) => void;
}

export function useChange<T>({ work, old, done, onDone }: Change<T>) {
  const queryClient = useQueryClient();
  const { succeed } = useFlashes();
  return useMutation({
    mutationFn: work,
    onSettled: () => forget(queryClient, ...old),
    onSuccess: (answer) => {
      succeed(done);
      onDone?.(answer);
    },
  });
}
