/** How long the sessions of a role may last, in words. */

const counted = (count: number, unit: string) => `${count} ${unit}${count === 1 ? "" : "s"}`;

/** Return *seconds* as "1 hour 30 minutes". */
export function duration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3_600), "hour"],
    [Math.floor((seconds % 3_600) / 60), "minute"],
    [seconds % 60, "second"],
  ] as const;
  return (
    parts
      .filter(([count]) => count > 0)
      .map(([count, unit]) => counted(count, unit))
      .join(" ") || "0 seconds"
  );
}

const MINUTES = { least: 60, most: 720 };

/** Return what is wrong with a number of minutes as it is typed, or "". */
export function durationComplaint(minutes: string): string {
  const count = /^\d+$/.test(minutes) ? Number(minutes) : 0;
  return count >= MINUTES.least && count <= MINUTES.most ? "" : "Enter a whole number from 60 to 720.";
}
