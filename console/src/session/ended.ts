/** Whether the session is over. Any call may find that out; the notice in `session/guard.tsx` shows it. */
let isOver = false;
const listeners = new Set<() => void>();

export function sessionHasEnded(): void {
  if (isOver) return;
  isOver = true;
  for (const tell of listeners) tell();
}

export const isSessionOver = () => isOver;

export function onSessionEnd(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
