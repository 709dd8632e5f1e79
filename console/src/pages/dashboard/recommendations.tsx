/** What deserves attention: each line is green or amber, and says what to do. */
import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import { CallError } from "../../components/call-error";
import { Go } from "../../components/go";
import { useSession } from "../../session/context";
import { credentialReport } from "../credential-report/queries";
import { find, rootLastUsed } from "../credential-report/report";
import { mfaDevicesOf } from "../users/queries";
import { accountSummary } from "./queries";

interface Line {
  isFine: boolean;
  text: string;
  advice?: string;
  /** Where it can be done. */
  path?: string;
}

const ROOT_RESTS = 30;

const ASSIGN_MFA = { advice: "Assign MFA device", path: `${paths.credentials}?tab=mfa` };

const listed = (names: readonly string[]) =>
  names.length > 3 ? `${names.slice(0, 3).join(", ")} and others` : names.join(", ");

const counted = (names: readonly string[], fine: string, one: string, many: string, advice: string): Line =>
  names.length === 0
    ? { isFine: true, text: fine }
    : {
        isFine: false,
        text: names.length === 1 ? `1 user ${one}` : `${names.length} users ${many}`,
        advice: `${advice} ${listed(names)}`,
      };

export function Recommendations() {
  const { principal, role } = useSession();
  const isUser = principal.type === "IAMUser" && role === null;
  const isRoot = principal.type === "Root";
  const summary = useQuery(accountSummary());
  const report = useQuery(credentialReport());
  const devices = useQuery({ ...mfaDevicesOf(principal.name), enabled: isUser });

  const lines: Line[] = [];
  const numbers = summary.data?.SummaryMap;
  if (numbers !== undefined) {
    lines.push(
      numbers.AccountMFAEnabled
        ? { isFine: true, text: "Root user has MFA" }
        : {
            isFine: false,
            text: "Add MFA for the root user",
            ...(isRoot ? ASSIGN_MFA : { advice: "Sign in as root and assign an MFA device." }),
          },
      numbers.AccountAccessKeysPresent
        ? {
            isFine: false,
            text: "Root user has active access keys",
            advice: "Delete them, and use the keys of a user or a role.",
          }
        : { isFine: true, text: "Root user has no active access keys" },
    );
  }
  if (devices.data !== undefined) {
    lines.push(
      devices.data.MFADevices?.length
        ? { isFine: true, text: "You have MFA" }
        : { isFine: false, text: "Add MFA for yourself", ...ASSIGN_MFA },
    );
  }
  if (report.data !== undefined) {
    const now = Date.now();
    const used = principal.type === "Root" ? 0 : rootLastUsed(report.data.rows, now);
    const found = find(report.data.rows, now);
    lines.push(
      used !== null && used <= ROOT_RESTS
        ? {
            isFine: false,
            text: "Root user was used lately",
            advice: `In the last ${ROOT_RESTS} days. Prefer a user or a role.`,
          }
        : { isFine: true, text: `Root user was not used in ${ROOT_RESTS} days` },
    );
    lines.push(
      counted(
        found.withoutMfa,
        "Every user with a password has MFA",
        "has a password and no MFA",
        "have a password and no MFA",
        "Assign MFA devices to",
      ),
      counted(
        found.withOldKey,
        "No active access key is older than 90 days",
        "has an access key older than 90 days",
        "have access keys older than 90 days",
        "Rotate the keys of",
      ),
      counted(
        found.withUnused,
        "Nothing has been unused for 90 days",
        "has credentials unused for 90 days",
        "have credentials unused for 90 days",
        "Deactivate what is unused of",
      ),
    );
  }
  const open = lines.filter(({ isFine }) => !isFine).length;
  const errors = [summary, report, devices].filter(({ error }) => error);
  const isLoading = [summary, report].some(({ isPending }) => isPending);
  // Of what could not be looked at nothing is counted as fine.
  const isCounted = !isLoading && lines.length > 0;

  return (
    <Container
      header={
        <Header variant="h2" info={isCounted && <Badge color={open > 0 ? "severity-medium" : "green"}>{open}</Badge>}>
          Security recommendations
        </Header>
      }
    >
      <SpaceBetween size="s">
        {lines
          .toSorted((a, b) => Number(a.isFine) - Number(b.isFine))
          .map(({ isFine, text, advice, path }) => (
            <div key={text}>
              <StatusIndicator type={isFine ? "success" : "warning"}>{text}</StatusIndicator>
              {advice && path ? <Go to={path}>{advice}</Go> : null}
              {advice && !path ? <Box color="text-body-secondary">{advice}</Box> : null}
            </div>
          ))}
        {isLoading ? <StatusIndicator type="loading">Loading</StatusIndicator> : null}
        {errors.map(
          ({ error, refetch }) =>
            error && <CallError key={error.operation} error={error} onRetry={() => void refetch()} />,
        )}
      </SpaceBetween>
    </Container>
  );
}
