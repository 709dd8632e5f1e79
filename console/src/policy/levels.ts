/** The access levels that AWS sorts actions into. */
import type { Action } from "../api/catalogue";

const LEVELS = ["List", "Read", "Write", "Permissions management", "Tagging"] as const;
export type Level = (typeof LEVELS)[number];

/** The level of *action*: AWS calls some `Tagging, Write`, of which the first says more. */
function levelOf({ level }: Action): Level {
  const first = level.split(",")[0];
  return LEVELS.find((known) => known === first) ?? "Write";
}

export interface LevelGroup {
  level: Level;
  actions: readonly Action[];
}

/** The actions of each level that has any, by name. */
export function byLevel(actions: readonly Action[]): LevelGroup[] {
  const sorted = actions.toSorted((a, b) => a.name.localeCompare(b.name, "en"));
  return LEVELS.map((level) => ({ level, actions: sorted.filter((action) => levelOf(action) === level) })).filter(
    (group) => group.actions.length > 0,
  );
}

/** How much of a service *granted* is: `Full access`, `Full: List, Read  Limited: Write`, or `None`. */
export function accessLevel(all: readonly Action[], granted: readonly Action[]): string {
  if (granted.length === 0) return "None";
  if (granted.length === all.length) return "Full access";
  const counts = byLevel(all).map(({ level, actions }) => {
    const count = granted.filter((action) => levelOf(action) === level).length;
    return { level, extent: count === 0 ? "" : count === actions.length ? "Full" : "Limited" };
  });
  return ["Full", "Limited"]
    .map((extent) => ({ extent, levels: counts.filter((each) => each.extent === extent) }))
    .filter(({ levels }) => levels.length > 0)
    .map(({ extent, levels }) => `${extent}: ${levels.map(({ level }) => level).join(", ")}`)
    .join("  ");
}
