import { expect, test } from "vitest";
import { fieldsOf, find, readReport, rootLastUsed } from "./report";

const NOW = Date.UTC(2026, 10, 25);
const days = (count: number) => new Date(NOW - count * 86_400_000).toISOString();

const NAMES = [
  "user",
  "password_enabled",
  "password_last_used",
  "password_last_changed",
  "mfa_active",
  "access_key_1_active",
  "access_key_1_last_rotated",
  "access_key_1_last_used_date",
];

const report = (...rows: string[][]) => readReport([NAMES, ...rows].map((row) => row.join(",")).join("\n"));

test("the report tells who to look after", () => {
  const rows = report(
    ["<root_account>", "not_supported", "no_information", "not_supported", "false", "false", "N/A", "N/A"],
    ["fine", "true", days(1), days(10), "true", "true", days(10), days(1)],
    ["no-mfa", "true", days(1), days(10), "false", "false", "N/A", "N/A"],
    ["old-key", "false", "N/A", "N/A", "false", "true", days(91), days(1)],
    ["idle", "true", "no_information", days(100), "true", "false", "N/A", "N/A"],
    ["off", "false", days(300), days(300), "false", "false", days(300), "N/A"],
  );
  expect(find(rows, NOW)).toEqual({ withoutMfa: ["no-mfa"], withOldKey: ["old-key"], withUnused: ["idle"] });
  expect(rootLastUsed(rows, NOW)).toBeNull();
});

test("root is used as lately as any of its credentials", () => {
  const rows = report(["<root_account>", "not_supported", days(40), "N/A", "true", "true", days(50), days(3)]);
  expect(rootLastUsed(rows, NOW)).toBe(3);
});

test("a name with a comma is in quotation marks", () => {
  expect(fieldsOf('"a,b",x,,"say ""hi"""')).toEqual(["a,b", "x", "", 'say "hi"']);
});
