/** Quotas: all that GetAccountSummary tells, how much there is and how much there may be. */
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { accountSummary } from "../../api/account-summary";
import { InfoLink, type Topic, usePageHelp } from "../../app/help";
import { Answer } from "../../components/answer";
import { QuotaBars } from "./bars";
import { FACTS, LIMITS, MORE_QUOTAS, NUMBERS, QUOTAS, type Summary, unknownIn } from "./quotas";

const HELP: Topic = {
  title: "Quotas",
  body: (
    <>
      <p>
        How much this account holds and how much it may hold, as GetAccountSummary tells it. A bar is amber from 80 %
        on.
      </p>
      <p>
        Of providers the summary tells no quota: the bars show AWS’s default of 100, which whoever runs the installation
        may have raised.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>White space does not count in the size of policies.</li>
        <li>Quotas are raised in the settings of the installation, for all accounts or for one.</li>
      </ul>
    </>
  ),
};

export default function Quotas() {
  usePageHelp(HELP);
  const summary = useQuery(accountSummary());
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          info={<InfoLink topic={HELP} />}
          description="What this account holds, and what it may hold."
        >
          Quotas
        </Header>
      }
    >
      <Answer query={summary}>{({ SummaryMap = {} }) => <Numbers summary={SummaryMap} />}</Answer>
    </ContentLayout>
  );
}

function Numbers({ summary }: { summary: Summary }) {
  const number = (key: string, unit = "") => `${(summary[key] ?? 0).toLocaleString("en")} ${unit}`.trim();
  const facts = FACTS.map(({ key, label, words }) => ({ label, value: words[summary[key] ?? 0] ?? number(key) }));
  const other = unknownIn(summary).map((key) => ({ label: key, value: number(key) }));
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Of the account</Header>}>
        <QuotaBars summary={summary} quotas={[...QUOTAS, ...MORE_QUOTAS]} />
      </Container>
      <Container header={<Header variant="h2">Of each user, group, role and policy</Header>}>
        <KeyValuePairs
          columns={3}
          items={LIMITS.map(({ key, label, unit }) => ({ label, value: number(key, unit) }))}
        />
      </Container>
      <Container header={<Header variant="h2">Other numbers</Header>}>
        <KeyValuePairs
          columns={3}
          items={[...NUMBERS.map(({ key, label }) => ({ label, value: number(key) })), ...facts, ...other]}
        />
      </Container>
    </SpaceBetween>
  );
}
