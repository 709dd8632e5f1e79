/** The recommendations, as data: each is fine or not, and says what to do. */
import { hasPage } from "../../app/pages";
import { paths } from "../../app/paths";
import { type CredentialRow, type FinderName, find, rootLastUsed } from "../credential-report/report";
import type { Privileges } from "./privileges";

export interface Line {
  isFine: boolean;
  text: string;
  advice?: string;
  /** Where it can be done. */
  path?: string;
}

const ROOT_RESTS = 30;

const ASSIGN_MFA = { advice: "Assign MFA device", path: `${paths.credentials}?tab=mfa` };

export function summaryLines(numbers: Partial<Record<string, number>>, isRoot: boolean): Line[] {
  const addMfa: Line = {
    isFine: false,
    text: "Add MFA for the root user",
    ...(isRoot ? ASSIGN_MFA : { advice: "Sign in as root and assign an MFA device." }),
  };
  const removeKeys: Line = {
    isFine: false,
    text: "Root user has active access keys",
    advice: "Delete them, and use the keys of a user or a role.",
  };
  return [
    numbers.AccountMFAEnabled ? { isFine: true, text: "Root user has MFA" } : addMfa,
    numbers.AccountAccessKeysPresent ? removeKeys : { isFine: true, text: "Root user has no active access keys" },
  ];
}

export const deviceLine = (devices: number): Line =>
  devices > 0 ? { isFine: true, text: "You have MFA" } : { isFine: false, text: "Add MFA for yourself", ...ASSIGN_MFA };

const listed = (names: readonly string[]) =>
  names.length > 3 ? `${names.slice(0, 3).join(", ")} and others` : names.join(", ");

interface Words {
  fine: string;
  one: string;
  many: string;
  advice: string;
  /** What the names are of. */
  nouns?: readonly [one: string, many: string];
  path?: string;
}

function counted(
  names: readonly string[],
  { fine, one, many, advice, nouns = ["user", "users"], path = "" }: Words,
): Line {
  if (names.length === 0) return { isFine: true, text: fine };
  const text = names.length === 1 ? `1 ${nouns[0]} ${one}` : `${names.length} ${nouns[1]} ${many}`;
  return { isFine: false, text, advice: `${advice} ${listed(names)}`, ...(path && { path }) };
}

const inReport = (show: FinderName) =>
  hasPage(paths.credentialReport) ? { path: `${paths.credentialReport}?show=${show}` } : {};

export function reportLines(rows: readonly CredentialRow[], isRoot: boolean, now: number): Line[] {
  const used = isRoot ? 0 : rootLastUsed(rows, now);
  const found = find(rows, now);
  return [
    used !== null && used <= ROOT_RESTS
      ? {
          isFine: false,
          text: "Root user was used lately",
          advice: `In the last ${ROOT_RESTS} days. Prefer a user or a role.`,
        }
      : { isFine: true, text: `Root user was not used in ${ROOT_RESTS} days` },
    counted(found.withoutMfa, {
      fine: "Every user with a password has MFA",
      one: "has a password and no MFA",
      many: "have a password and no MFA",
      advice: "Assign MFA devices to",
      ...inReport("withoutMfa"),
    }),
    counted(found.withOldKey, {
      fine: "No active access key is older than 90 days",
      one: "has an access key older than 90 days",
      many: "have access keys older than 90 days",
      advice: "Rotate the keys of",
      ...inReport("withOldKey"),
    }),
    counted(found.withUnused, {
      fine: "Nothing has been unused for 90 days",
      one: "has credentials unused for 90 days",
      many: "have credentials unused for 90 days",
      advice: "Deactivate what is unused of",
      ...inReport("withUnused"),
    }),
  ];
}

/** Of what was not looked at nothing is counted as fine: such a line says what it is about. */
export function privilegeLines({ direct, powerful, looked, isWhole }: Privileges): Line[] {
  const among = isWhole ? "" : ` among the first ${looked.toLocaleString("en")} looked at`;
  return [
    counted(direct, {
      fine: `No user has policies of its own${among}`,
      one: `has policies of its own${among}`,
      many: `have policies of their own${among}`,
      advice: "Give them by groups instead:",
    }),
    counted(powerful, {
      fine: `No user or role may do everything other than by a group${among}`,
      one: `may do everything other than by a group${among}`,
      many: `may do everything other than by a group${among}`,
      advice: "A policy allows * on * to",
      nouns: ["user or role", "users and roles"],
    }),
  ];
}
