/** How often calls were allowed and denied, and which actions were denied most. */
import { type AuditEvent, actionOf } from "../activity/event";

const MOST = 5;

interface DeniedAction {
  action: string;
  /** The event name, by which LookupEvents finds it. */
  event: string;
  count: number;
}

export interface Counts {
  allowed: number;
  denied: number;
  actions: DeniedAction[];
}

export function countsOf(events: readonly AuditEvent[]): Counts {
  const denied = events.filter(({ outcome }) => outcome === "denied");
  const actions = new Map<string, DeniedAction>();
  for (const each of denied) {
    const action = actionOf(each);
    actions.set(action, { action, event: each.name, count: (actions.get(action)?.count ?? 0) + 1 });
  }
  return {
    // A call that failed was allowed to be tried.
    allowed: events.length - denied.length,
    denied: denied.length,
    actions: [...actions.values()].sort((a, b) => b.count - a.count || a.action.localeCompare(b.action)).slice(0, MOST),
  };
}
