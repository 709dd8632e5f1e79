/** The first page of the console: what to look after, what there is, and how full it is. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Grid from "@cloudscape-design/components/grid";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { accountSummary } from "../../api/account-summary";
import { type Topic, usePageHelp } from "../../app/help";
import { hasPage } from "../../app/pages";
import { href, paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { Answer } from "../../components/answer";
import { Go } from "../../components/go";
import { hasOwnCredentials, useSession } from "../../session/context";
import { QuotaBars } from "../quotas/bars";
import { QUOTAS, type Summary } from "../quotas/quotas";
import { AccountCard } from "./account";
import { Changes, Decisions } from "./activity";
import { Recommendations } from "./recommendations";

const HELP: Topic = {
  title: "IAM dashboard",
  body: (
    <>
      <p>What deserves your attention, what this account holds, and how near it is to its quotas.</p>
      <p>
        Recommendations about passwords and keys rest on the credential report, which is made anew at most every four
        hours.
      </p>
    </>
  ),
};

export default function Dashboard() {
  usePageHelp(HELP);
  const summary = useQuery(accountSummary());
  return (
    <ContentLayout header={<Header variant="h1">IAM Dashboard</Header>}>
      <Grid gridDefinition={[{ colspan: { default: 12, s: 8 } }, { colspan: { default: 12, s: 4 } }]}>
        <SpaceBetween size="l">
          <Recommendations />
          <Container header={<Header variant="h2">IAM resources</Header>}>
            <Answer query={summary}>{({ SummaryMap = {} }) => <Resources summary={SummaryMap} />}</Answer>
          </Container>
          {/* The same refusal stands above. */}
          {summary.error ? null : (
            <Container
              header={
                <Header
                  variant="h2"
                  description="What this account holds, of what it may hold."
                  actions={hasPage(paths.quotas) ? <Go to={paths.quotas}>View all quotas</Go> : null}
                >
                  Quotas
                </Header>
              }
            >
              <Answer query={summary}>
                {({ SummaryMap = {} }) => <QuotaBars summary={SummaryMap} quotas={QUOTAS} />}
              </Answer>
            </Container>
          )}
        </SpaceBetween>
        <SpaceBetween size="l">
          <AccountCard />
          <QuickLinks />
          <Decisions />
          <Changes />
        </SpaceBetween>
      </Grid>
    </ContentLayout>
  );
}

const RESOURCES = [
  { label: "User groups", key: "Groups", path: paths.groups },
  { label: "Users", key: "Users", path: paths.users },
  { label: "Roles", key: "Roles", path: paths.roles },
  { label: "Policies", key: "Policies", path: paths.policies },
  { label: "Identity providers", key: "Providers", path: paths.providers },
] as const;

function Resources({ summary }: { summary: Summary }) {
  const number = (key: string, path: string) =>
    hasPage(path) ? (
      <Go to={path} variant="awsui-value-large">
        {String(summary[key] ?? 0)}
      </Go>
    ) : (
      <Box variant="awsui-value-large">{summary[key] ?? 0}</Box>
    );
  return (
    <KeyValuePairs
      columns={3}
      minColumnWidth={120}
      items={RESOURCES.map(({ label, key, path }) => ({ label, value: number(key, path) }))}
    />
  );
}

const QUICK_LINKS = [
  { text: "My security credentials", path: paths.credentials },
  { text: "Users", path: paths.users },
  { text: "Create user", path: paths.createUser },
  { text: "Create role", path: paths.createRole },
  { text: "Switch role", path: paths.switchRole },
  { text: "Policy simulator", path: paths.simulator },
  { text: "Explain a decision", path: paths.explain },
] as const;

function QuickLinks() {
  const { follow } = useGo();
  const session = useSession();
  const isOffered = (path: string) =>
    hasPage(path) &&
    (path !== paths.switchRole || session.principal.type === "IAMUser") &&
    (path !== paths.credentials || hasOwnCredentials(session));
  return (
    <Container header={<Header variant="h2">Quick links</Header>}>
      <SpaceBetween size="xs">
        {QUICK_LINKS.filter(({ path }) => isOffered(path)).map(({ text, path }) => (
          <Link key={path} href={href(path)} onFollow={follow}>
            {text}
          </Link>
        ))}
      </SpaceBetween>
    </Container>
  );
}
