/** What deserves attention: each line is green or amber, and says what to do. */
import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import { accountSummary } from "../../api/account-summary";
import { CallError } from "../../components/call-error";
import { Go } from "../../components/go";
import { useSession } from "../../session/context";
import { credentialReport } from "../credential-report/queries";
import { mfaDevicesOf } from "../users/queries";
import { deviceLine, type Line, privilegeLines, reportLines, summaryLines } from "./lines";
import { privileges } from "./privileges";

export function Recommendations() {
  const { principal, role } = useSession();
  const isUser = principal.type === "IAMUser" && role === null;
  const isRoot = principal.type === "Root";
  const summary = useQuery(accountSummary());
  const report = useQuery(credentialReport());
  const details = useQuery(privileges());
  const devices = useQuery({ ...mfaDevicesOf(principal.name), enabled: isUser });

  const lines: Line[] = [
    ...(summary.data ? summaryLines(summary.data.SummaryMap ?? {}, isRoot) : []),
    ...(devices.data ? [deviceLine(devices.data.MFADevices?.length ?? 0)] : []),
    ...(report.data ? reportLines(report.data.rows, isRoot, Date.now()) : []),
    ...(details.data ? privilegeLines(details.data) : []),
  ];
  const open = lines.filter(({ isFine }) => !isFine).length;
  // That the summary was refused is told beside the numbers that come from it alone.
  const errors = [report, details, devices].filter(({ error }) => error);
  const isLoading = [summary, report, details].some(({ isPending }) => isPending);
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
              <Box color="text-body-secondary">{path ? <Go to={path}>{advice}</Go> : advice}</Box>
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
