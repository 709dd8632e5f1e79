/** The 22 columns of the credential report, as people read them. */
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ReactNode } from "react";
import { hasPage } from "../../app/pages";
import { paths } from "../../app/paths";
import { Arn } from "../../components/arn";
import type { Column } from "../../components/columns";
import { Go } from "../../components/go";
import { RelativeTime } from "../../components/time";
import { type CredentialRow, ROOT } from "./report";

/** What the report says where it has no value. */
const WORDS: Readonly<Record<string, string>> = { "N/A": "-", no_information: "Never", not_supported: "Not supported" };

type Cell = (value: string) => ReactNode;

const time: Cell = (value) => {
  const at = Date.parse(value);
  return Number.isNaN(at) ? (WORDS[value] ?? value) : <RelativeTime at={new Date(at)} />;
};

const text: Cell = (value) => WORDS[value] ?? value;

const flag =
  (on: string, off: string): Cell =>
  (value) =>
    value === "true" ? on : value === "false" ? off : text(value);

const mfa: Cell = (value) =>
  value === "true" ? (
    <StatusIndicator type="success">Active</StatusIndicator>
  ) : (
    <StatusIndicator type="warning">None</StatusIndicator>
  );

const timeKey = (value: string) => {
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
};

type Kind = readonly [id: string, header: string, cell: Cell, isShown?: boolean];

const key = (number: 1 | 2): readonly Kind[] => [
  [`access_key_${number}_active`, `Access key ${number}`, flag("Active", "Inactive or none"), true],
  [`access_key_${number}_last_rotated`, `Key ${number} last rotated`, time, number === 1],
  [`access_key_${number}_last_used_date`, `Key ${number} last used`, time, number === 1],
  [`access_key_${number}_last_used_region`, `Key ${number} last used region`, text],
  [`access_key_${number}_last_used_service`, `Key ${number} last used service`, text],
];

const certificate = (number: 1 | 2): readonly Kind[] => [
  [`cert_${number}_active`, `Certificate ${number}`, flag("Active", "Inactive or none")],
  [`cert_${number}_last_rotated`, `Certificate ${number} last rotated`, time],
];

const KINDS: readonly Kind[] = [
  ["arn", "ARN", (value) => <Arn arn={value} />],
  ["user_creation_time", "Created", time, true],
  ["password_enabled", "Password", flag("Enabled", "Disabled"), true],
  ["password_last_used", "Password last used", time, true],
  ["password_last_changed", "Password last changed", time],
  ["password_next_rotation", "Password expires", time],
  ["mfa_active", "MFA", mfa, true],
  ...key(1),
  ...key(2),
  ...certificate(1),
  ...certificate(2),
];

const NAME: Column<CredentialRow> = {
  id: "user",
  header: "User",
  isName: true,
  isShown: true,
  isSearched: true,
  by: ({ user }) => user,
  cell: ({ user = "" }) =>
    user !== ROOT && hasPage("/users/$userName") ? <Go to={paths.user(user)}>{user}</Go> : nameOf({ user }),
};

/** What a row is called: AWS's `<root_account>` in words. */
export const nameOf = ({ user = "" }: CredentialRow) => (user === ROOT ? "Root user" : user);

export const REPORT_COLUMNS: readonly Column<CredentialRow>[] = [
  NAME,
  ...KINDS.map(([id, header, cell, isShown = false]): Column<CredentialRow> => {
    return {
      id,
      header,
      isShown,
      isSearched: id === "arn",
      minWidth: 150,
      by: cell === time ? (row) => timeKey(row[id] ?? "") : (row) => row[id],
      cell: (row) => cell(row[id] ?? ""),
    };
  }),
];
