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
