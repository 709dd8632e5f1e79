/** The credential report as rows, and what is to be recommended by it. */

/** A line of the report, by the names of its columns. */
export type CredentialRow = Readonly<Record<string, string>>;

/** Return the fields of a line. One with a comma, as names of users may have, is in quotation marks. */
export const fieldsOf = (line: string): string[] =>
  [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );

/** Return the rows of a report. No field of it holds a line break. */
export function readReport(csv: string): CredentialRow[] {
  const [header = "", ...lines] = csv.trim().split(/\r?\n/);
  const names = fieldsOf(header);
  return lines.map((line) => {
    const values = fieldsOf(line);
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
  });
}

export const ROOT = "<root_account>";

const DAY = 86_400_000;
const LONG = 90;
const KEYS = ["access_key_1", "access_key_2"] as const;

/** Days since the time in a column, or null where it holds none (`N/A`, `no_information`, …). */
function age(row: CredentialRow, column: string, now: number): number | null {
  const at = Date.parse(row[column] ?? "");
  return Number.isNaN(at) ? null : Math.floor((now - at) / DAY);
}

/** Days since something was used; since it was made where it never was. */
const idle = (row: CredentialRow, used: string, made: string, now: number) =>
  age(row, used, now) ?? age(row, made, now) ?? 0;

const isTrue = (row: CredentialRow, column: string) => row[column]?.toLowerCase() === "true";

/** Days since root did anything, or null when it never did. */
export function rootLastUsed(rows: readonly CredentialRow[], now: number): number | null {
  const root = rows.find(({ user }) => user === ROOT);
  if (root === undefined) return null;
  const uses = ["password_last_used", ...KEYS.map((key) => `${key}_last_used_date`)].map((each) =>
    age(root, each, now),
  );
  const known = uses.filter((each) => each !== null);
  return known.length > 0 ? Math.min(...known) : null;
}

type Finder = (row: CredentialRow, now: number) => boolean;

const withoutMfa: Finder = (row) => isTrue(row, "password_enabled") && !isTrue(row, "mfa_active");

const withOldKey: Finder = (row, now) =>
  KEYS.some((key) => isTrue(row, `${key}_active`) && (age(row, `${key}_last_rotated`, now) ?? 0) > LONG);

const withUnused: Finder = (row, now) =>
  (isTrue(row, "password_enabled") && idle(row, "password_last_used", "password_last_changed", now) > LONG) ||
  KEYS.some(
    (key) => isTrue(row, `${key}_active`) && idle(row, `${key}_last_used_date`, `${key}_last_rotated`, now) > LONG,
  );

/** What rows can be picked by. */
export const FINDERS = { withoutMfa, withOldKey, withUnused } as const;

export type FinderName = keyof typeof FINDERS;

/** Return the names of the users that one of these is true of. */
const usersOf = (rows: readonly CredentialRow[], now: number, finder: Finder) =>
  rows.flatMap((row) => (row.user && row.user !== ROOT && finder(row, now) ? [row.user] : []));

export const find = (rows: readonly CredentialRow[], now: number): Record<FinderName, string[]> => ({
  withoutMfa: usersOf(rows, now, withoutMfa),
  withOldKey: usersOf(rows, now, withOldKey),
  withUnused: usersOf(rows, now, withUnused),
});

/** What AWS's console calls the file. */
export const fileName = (generated: Date = new Date()) =>
  `status_reports_${generated.toISOString().slice(0, 19).replaceAll(":", "-")}.csv`;
