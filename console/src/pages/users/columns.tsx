/** The columns of the list of users, as data. Cells that need a call of their own make it when they are first shown. */
import type { AccessKeyMetadata, User } from "@aws-sdk/client-iam";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQueries, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { hasPage } from "../../app/pages";
import { paths } from "../../app/paths";
import { CellAnswer } from "../../components/answer";
import { Arn } from "../../components/arn";
import type { Column } from "../../components/columns";
import { Go } from "../../components/go";
import { daysSince, ExactTime, RelativeTime } from "../../components/time";
import { typeOf } from "../../credentials/mfa-words";
import { accessKeysOf, groupsOf, lastUseOf, loginProfileOf, mfaDevicesOf } from "./queries";

/** After as many days a password or a key is shown as old. */
const OLD = 90;

const nameOf = ({ UserName }: User) => UserName ?? "";

export const USER_COLUMNS: readonly Column<User>[] = [
  {
    id: "name",
    header: "User name",
    cell: (user) =>
      hasPage("/users/$userName") ? <Go to={paths.user(nameOf(user))}>{nameOf(user)}</Go> : nameOf(user),
    by: nameOf,
    isSearched: true,
    isShown: true,
    isName: true,
    minWidth: 160,
  },
  {
    id: "path",
    header: "Path",
    cell: ({ Path }) => Path,
    by: ({ Path }) => Path,
    isSearched: true,
    isShown: true,
    minWidth: 90,
  },
  { id: "groups", header: "Groups", cell: (user) => <Groups user={user} />, isShown: true, minWidth: 210 },
  {
    id: "activity",
    header: "Last activity",
    cell: (user) => <LastActivity user={user} />,
    isShown: true,
    minWidth: 150,
  },
  { id: "mfa", header: "MFA", cell: (user) => <Mfa user={user} />, isShown: true, minWidth: 100 },
  {
    id: "password-age",
    header: "Password age",
    cell: (user) => <PasswordAge user={user} />,
    isShown: true,
    minWidth: 150,
  },
  {
    id: "sign-in",
    header: "Console last sign-in",
    cell: ({ PasswordLastUsed }) => <RelativeTime at={PasswordLastUsed} />,
    by: ({ PasswordLastUsed }) => PasswordLastUsed,
    isShown: true,
    minWidth: 200,
  },
  { id: "key", header: "Access key ID", cell: (user) => <KeyId user={user} />, isShown: true, minWidth: 200 },
  { id: "key-age", header: "Active key age", cell: (user) => <KeyAge user={user} />, isShown: true, minWidth: 160 },
  { id: "key-used", header: "Access key last used", cell: (user) => <KeyLastUsed user={user} />, minWidth: 170 },
  {
    id: "arn",
    header: "ARN",
    cell: ({ Arn: arn }) => <Arn arn={arn} />,
    by: ({ Arn: arn }) => arn,
    isSearched: true,
    minWidth: 260,
  },
  {
    id: "created",
    header: "Creation time",
    cell: ({ CreateDate }) => <ExactTime at={CreateDate} />,
    by: ({ CreateDate }) => CreateDate,
    minWidth: 230,
  },
  { id: "access", header: "Console access", cell: (user) => <ConsoleAccess user={user} />, minWidth: 180 },
  { id: "group-count", header: "Group count", cell: (user) => <GroupCount user={user} /> },
  {
    id: "id",
    header: "User ID",
    cell: ({ UserId }) => <span className="ostiary-id">{UserId}</span>,
    by: ({ UserId }) => UserId,
    isSearched: true,
    minWidth: 220,
  },
];

interface Props {
  user: User;
}

/** An age in days, marked once it is too high. */
export function Age({ since }: { since: Date | undefined }) {
  if (since === undefined) return "-";
  const days = daysSince(since);
  const text = days <= 0 ? "Today" : days === 1 ? "1 day" : `${days} days`;
  return days > OLD ? <StatusIndicator type="warning">{text}</StatusIndicator> : text;
}

/** The active key that was made last. */
export const newestKey = (keys: readonly AccessKeyMetadata[]) =>
  keys
    .filter(({ Status }) => Status === "Active")
    .sort((a, b) => Number(b.CreateDate ?? 0) - Number(a.CreateDate ?? 0))
    .at(0);

/** The names of two, and how many more there are. */
export function shortened(names: readonly string[]): string {
  if (names.length === 0) return "0";
  const [first, second] = [...names].sort((a, b) => a.localeCompare(b, "en"));
  const shown = [first, second].filter((name) => name !== undefined).join(", ");
  return names.length > 2 ? `${shown} + ${names.length - 2} more` : shown;
}

export function Groups({ user }: Props) {
  return (
    <CellAnswer query={useQuery(groupsOf(nameOf(user)))}>
      {({ Groups: groups = [] }) => shortened(groups.map(({ GroupName = "" }) => GroupName))}
    </CellAnswer>
  );
}

function GroupCount({ user }: Props) {
  return (
    <CellAnswer query={useQuery(groupsOf(nameOf(user)))}>
      {({ Groups: groups = [] }) => String(groups.length)}
    </CellAnswer>
  );
}

/** The types of MFA devices in a word. */
const DEVICES = { passkey: "Passkey", app: "Virtual", token: "Hardware" } as const;

/** What a serial number tells of the device. */
export const deviceType = (serialNumber: string) => DEVICES[typeOf(serialNumber)];

function Mfa({ user }: Props) {
  return (
    <CellAnswer query={useQuery(mfaDevicesOf(nameOf(user)))}>
      {({ MFADevices: devices = [] }) => {
        const types = new Set(devices.map(({ SerialNumber = "" }) => deviceType(SerialNumber)));
        return types.size > 0 ? [...types].sort().join(", ") : "None";
      }}
    </CellAnswer>
  );
}

function PasswordAge({ user }: Props) {
  return (
    <CellAnswer query={useQuery(loginProfileOf(nameOf(user)))} absent="None">
      {({ LoginProfile }) => <Age since={LoginProfile?.CreateDate} />}
    </CellAnswer>
  );
}

export function ConsoleAccess({ user }: Props) {
  const devices = useQuery(mfaDevicesOf(nameOf(user)));
  return (
    <CellAnswer query={useQuery(loginProfileOf(nameOf(user)))} absent="Disabled">
      {() => (
        <CellAnswer query={devices}>
          {({ MFADevices = [] }) =>
            MFADevices.length > 0 ? (
              "Enabled with MFA"
            ) : (
              <StatusIndicator type="warning">Enabled without MFA</StatusIndicator>
            )
          }
        </CellAnswer>
      )}
    </CellAnswer>
  );
}

/** Draws something of the newest active key. */
function OfKey({ user, children }: Props & { children: (key: AccessKeyMetadata) => ReactNode }) {
  return (
    <CellAnswer query={useQuery(accessKeysOf(nameOf(user)))}>
      {({ AccessKeyMetadata: keys = [] }) => {
        const key = newestKey(keys);
        return key ? children(key) : "-";
      }}
    </CellAnswer>
  );
}

function KeyId({ user }: Props) {
  return <OfKey user={user}>{({ AccessKeyId }) => <span className="ostiary-id">{AccessKeyId}</span>}</OfKey>;
}

function KeyAge({ user }: Props) {
  return <OfKey user={user}>{({ CreateDate }) => <Age since={CreateDate} />}</OfKey>;
}

function KeyLastUsed({ user }: Props) {
  return <OfKey user={user}>{({ AccessKeyId }) => <LastUse accessKeyId={AccessKeyId ?? ""} />}</OfKey>;
}

export function LastUse({ accessKeyId }: { accessKeyId: string }) {
  return (
    <CellAnswer query={useQuery(lastUseOf(accessKeyId))}>
      {({ AccessKeyLastUsed }) => <RelativeTime at={AccessKeyLastUsed?.LastUsedDate} none="Never" />}
    </CellAnswer>
  );
}

/** The later of the last sign-in and the last use of any key. */
export function LastActivity({ user }: Props) {
  return (
    <CellAnswer query={useQuery(accessKeysOf(nameOf(user)))}>
      {({ AccessKeyMetadata: keys = [] }) => (
        <Latest ids={keys.flatMap(({ AccessKeyId }) => AccessKeyId ?? [])} signIn={user.PasswordLastUsed} />
      )}
    </CellAnswer>
  );
}

function Latest({ ids, signIn }: { ids: readonly string[]; signIn: Date | undefined }) {
  const uses = useQueries({
    queries: ids.map(lastUseOf),
    combine: (results) => ({
      data: results.every(({ data }) => data)
        ? results.map(({ data }) => data?.AccessKeyLastUsed?.LastUsedDate)
        : undefined,
      error: results.find(({ error }) => error)?.error ?? null,
    }),
  });
  return (
    <CellAnswer query={uses}>
      {(dates) => {
        const known = [signIn, ...dates].filter((date) => date !== undefined);
        const latest = known.sort((a, b) => Number(b) - Number(a)).at(0);
        return <RelativeTime at={latest} none="Never" />;
      }}
    </CellAnswer>
  );
}
