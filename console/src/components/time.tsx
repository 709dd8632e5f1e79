/** Times: how long ago, and exactly. */
import Popover from "@cloudscape-design/components/popover";

const DAY = 86_400_000;
const STEPS = [
  ["year", 365 * DAY],
  ["month", 30 * DAY],
  ["day", DAY],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

const words = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** Return *at* as "2 days ago", "just now" or "in 3 hours". */
export function relative(at: Date, now: number = Date.now()): string {
  const distance = at.getTime() - now;
  const step = STEPS.find(([, length]) => Math.abs(distance) >= length);
  return step === undefined ? "just now" : words.format(Math.trunc(distance / step[1]), step[0]);
}

/** Return *at* to the second, in UTC. */
export const exact = (at: Date) => `${at.toISOString().slice(0, 19).replace("T", " ")} (UTC+00:00)`;

export const daysSince = (at: Date, now: number = Date.now()) => Math.floor((now - at.getTime()) / DAY);

/** A time in words, with the exact one behind it. *none* is what stands for no time. */
export function RelativeTime({ at, none = "-" }: { at: Date | undefined; none?: string }) {
  if (at === undefined) return none;
  return (
    <Popover size="small" triggerType="text" content={exact(at)} dismissButton={false}>
      {relative(at)}
    </Popover>
  );
}

/** A time to the second. */
export function ExactTime({ at, none = "-" }: { at: Date | undefined; none?: string }) {
  return at === undefined ? none : <time dateTime={at.toISOString()}>{exact(at)}</time>;
}
