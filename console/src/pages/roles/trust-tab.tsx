import type { Role } from "@aws-sdk/client-iam";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { InfoLink } from "../../app/help";
import { href, paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { JsonView } from "../../components/json-view";
import { TrustRules } from "../../trust/rules";
import { TRUST_HELP } from "./help";
import { isServiceLinked } from "./linked";

export function TrustTab({ role }: { role: Role }) {
  const { follow } = useGo();
  const { AssumeRolePolicyDocument = "", RoleName = "" } = role;
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Who can assume this role</Header>}>
        <TrustRules text={AssumeRolePolicyDocument} />
      </Container>
      <Container
        header={
          <Header
            variant="h2"
            info={<InfoLink topic={TRUST_HELP} />}
            description={
              isServiceLinked(role)
                ? "It belongs to the service that the role is linked to, and cannot be changed."
                : undefined
            }
            actions={
              isServiceLinked(role) ? null : (
                <Button href={href(paths.editTrust(RoleName))} onFollow={follow}>
                  Edit trust policy
                </Button>
              )
            }
          >
            Trust policy
          </Header>
        }
      >
        <JsonView text={AssumeRolePolicyDocument} name="Trust policy" />
      </Container>
    </SpaceBetween>
  );
}
