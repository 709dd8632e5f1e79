/** What a policy allows and denies: its default version. */
import type { Policy } from "@aws-sdk/client-iam";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { useQuery } from "@tanstack/react-query";
import { href, paths } from "../../app/paths";
import { useAddress } from "../../app/use-address";
import { useGo } from "../../app/use-go";
import { Answer } from "../../components/answer";
import { ViewedDocument, viewOf } from "../../components/policy-document";
import { arnOf, isAwsManaged, nameOf } from "./columns";
import { version } from "./queries";

const PLAIN = { view: "summary" };

export function PermissionsTab({ policy }: { policy: Policy }) {
  const query = useQuery(version(arnOf(policy), policy.DefaultVersionId ?? ""));
  const [{ view }, change] = useAddress(PLAIN);
  const { follow } = useGo();
  const edit = isAwsManaged(policy) ? undefined : (
    <Button href={href(paths.editPolicy(arnOf(policy)))} onFollow={follow}>
      Edit
    </Button>
  );
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={`Version ${policy.DefaultVersionId ?? ""} is the default: it is in force.`}
          actions={edit}
        >
          Permissions defined in this policy
        </Header>
      }
    >
      <Answer query={query}>
        {({ PolicyVersion }) => (
          <ViewedDocument
            text={PolicyVersion?.Document ?? ""}
            name={nameOf(policy)}
            view={viewOf(view)}
            onView={(chosen) => change({ view: chosen })}
          />
        )}
      </Answer>
    </Container>
  );
}
