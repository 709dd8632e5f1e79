/** The roles that somebody switched to last: kept in this browser, by who signed in. There is nothing secret in them. */
import type { RoleSession } from "./endpoints";

export const COLOURS = [
  { value: "red", label: "Red", fill: "#d13212" },
  { value: "orange", label: "Orange", fill: "#e07700" },
  { value: "yellow", label: "Yellow", fill: "#d9b500" },
  { value: "green", label: "Green", fill: "#1d8102" },
  { value: "blue", label: "Blue", fill: "#0972d3" },
] as const;

export type Colour = (typeof COLOURS)[number]["value"];

export interface RecentRole {
  /** A number or an alias, as it was typed. */
  account: string;
  /** With its path. */
  roleName: string;
  displayName: string;
  colour: Colour | null;
}

const MOST = 5;
const keyOf = (principalArn: string) => `ostiary-roles-${principalArn}`;

const isColour = (value: unknown): value is Colour => COLOURS.some((each) => each.value === value);

/** Return the role that was kept as *value*, or nothing where it is none: something else may have written there. */
function read(value: unknown): RecentRole[] {
  const { account, roleName, displayName, colour } = (value ?? {}) as Record<string, unknown>;
  if (typeof account !== "string" || typeof roleName !== "string" || !account || !roleName) return [];
  return [
    {
      account,
      roleName,
      displayName: typeof displayName === "string" && displayName ? displayName : `${roleName} @ ${account}`,
      colour: isColour(colour) ? colour : null,
    },
  ];
}

/** Return the roles of who signed in as *principalArn*, the last one first. */
export function recentRoles(principalArn: string): RecentRole[] {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(keyOf(principalArn)) ?? "[]");
    return Array.isArray(kept) ? kept.flatMap(read).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Note that *role* was switched to. */
export function noteRole(principalArn: string, role: RecentRole): void {
  const others = recentRoles(principalArn).filter(
    ({ account, roleName }) => account !== role.account || roleName !== role.roleName,
  );
  window.localStorage.setItem(keyOf(principalArn), JSON.stringify([role, ...others].slice(0, MOST)));
}

/** Return the colour of the role that somebody acts as: of roles that are called alike, the one that was last. */
export const colourOf = (principalArn: string, { displayName }: RoleSession): Colour | null =>
  recentRoles(principalArn).find((role) => role.displayName === displayName)?.colour ?? null;
