import { useState } from "react";
import { messageOf } from "./errors";

/** Something that is tried and may fail: whether it is under way, and what was said the last time. */
export function useAttempt() {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState("");

  /** Carry out *work*, unless something is under way. *instead* may take a failure over by returning true. */
  async function attempt(work: () => Promise<void>, instead: (error: unknown) => boolean = () => false) {
    if (isBusy) return;
    setBusy(true);
    setError("");
    try {
      await work();
    } catch (failure) {
      if (!instead(failure)) setError(messageOf(failure));
    } finally {
      setBusy(false);
    }
  }

  return { isBusy, error, attempt };
}
