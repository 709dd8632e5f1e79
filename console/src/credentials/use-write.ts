/** A write that a dialog or a button asks for: what it makes old is read again, what was done is said. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { forget } from "../api/queries";
import { useFlashes } from "../app/flashes";

interface Write {
  work: () => Promise<unknown>;
  /** The operations whose answers are old afterwards, also where the work failed half-way. */
  forgets: readonly string[];
  /** What is said when it is done. */
  said: string;
  onDone?: () => void;
}

export function useWrite({ work, forgets, said, onDone }: Write) {
  const queryClient = useQueryClient();
  const { succeed } = useFlashes();
  return useMutation({
    mutationFn: work,
    onSettled: () => forget(queryClient, ...forgets),
    onSuccess: () => {
      succeed(said);
      onDone?.();
    },
  });
}
