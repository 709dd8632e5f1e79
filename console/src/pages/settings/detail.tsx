/** Account settings, each asked for and shown by itself. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useAccountFacts } from "../../account/alias";
import { InfoLink, usePageHelp } from "../../app/help";
import { href, paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { Answer } from "../../components/answer";
import { PASSWORD_POLICY_HELP, SETTINGS_HELP } from "./help";
import { OutboundFederation } from "./outbound-federation";
import { rulesOf, toForm } from "./policy-form";
import { passwordPolicy } from "./queries";
import { Rules } from "./rules";
import { TokenService } from "./token-service";

export default function AccountSettings() {
  usePageHelp(SETTINGS_HELP);
  return (
    <ContentLayout
      header={
        <Header variant="h1" info={<InfoLink topic={SETTINGS_HELP} />}>
          Account settings
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Account />
        <PasswordPolicy />
        <TokenService />
        <OutboundFederation />
      </SpaceBetween>
    </ContentLayout>
  );
}

function Account() {
  return (
    <Container header={<Header variant="h2">Account</Header>}>
      <KeyValuePairs columns={3} items={useAccountFacts()} />
    </Container>
  );
}

function PasswordPolicy() {
  const policy = useQuery(passwordPolicy());
  const { follow } = useGo();
  return (
    <Container
      header={
        <Header
          variant="h2"
          info={<InfoLink topic={PASSWORD_POLICY_HELP} />}
          description="The rules that passwords of this account's IAM users have to keep."
          actions={
            <Button href={href(paths.passwordPolicy)} onFollow={follow} ariaLabel="Edit password policy">
              Edit
            </Button>
          }
        >
          Password policy
        </Header>
      }
    >
      <Answer query={policy} absent={<Kind name="IAM default" form={toForm(null)} />}>
        {({ PasswordPolicy: own = {} }) => <Kind name="Custom" form={toForm(own)} />}
      </Answer>
    </Container>
  );
}

function Kind({ name, form }: { name: string; form: ReturnType<typeof toForm> }) {
  return (
    <SpaceBetween size="m">
      <KeyValuePairs columns={1} items={[{ label: "This account uses", value: `${name} password policy` }]} />
      <Rules rules={rulesOf(form)} />
    </SpaceBetween>
  );
}
