/** One policy: what it is, what it allows, who has it, its tags and its versions. */
import type { Policy } from "@aws-sdk/client-iam";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { usePageHelp } from "../../app/help";
import { paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { useParam } from "../../app/use-param";
import { Answer } from "../../components/answer";
import { Arn } from "../../components/arn";
import { PageTabs } from "../../components/page-tabs";
import { typeOf } from "../../components/policy-type";
import { ExactTime } from "../../components/time";
import { LastAccessedTab } from "../../identity/last-accessed-tab";
import { TagsTab } from "../../identity/tags-tab";
import { arnOf, isAwsManaged, nameOf } from "./columns";
import { DeletePolicy } from "./delete-dialog";
import { EntitiesTab } from "./entities-tab";
import { POLICIES_HELP } from "./help";
import { nameIn } from "./pages";
import { PermissionsTab } from "./permissions-tab";
import { policy } from "./queries";
import { VersionsTab } from "./versions-tab";

export default function PolicyPage() {
  usePageHelp(POLICIES_HELP);
  const arn = useParam("policyArn");
  const query = useQuery(policy(arn));
  const { go } = useGo();
  const [isDeleting, setDeleting] = useState(false);
  const found = query.data?.Policy;

  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={found?.Description}
          actions={
            found && !isAwsManaged(found) ? <Button onClick={() => setDeleting(true)}>Delete</Button> : undefined
          }
        >
          {nameIn(arn)}
        </Header>
      }
    >
      <Answer query={query}>{({ Policy }) => (Policy ? <Found policy={Policy} /> : null)}</Answer>
      {isDeleting ? (
        <DeletePolicy
          arn={arn}
          name={nameIn(arn)}
          onCancel={() => setDeleting(false)}
          onDone={() => go(paths.policies)}
        />
      ) : null}
    </ContentLayout>
  );
}

function Found({ policy }: { policy: Policy }) {
  const told = { policy };
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Policy details</Header>}>
        <KeyValuePairs
          columns={4}
          items={[
            { label: "Type", value: typeOf(arnOf(policy)) },
            { label: "Creation time", value: <ExactTime at={policy.CreateDate} /> },
            { label: "Edited time", value: <ExactTime at={policy.UpdateDate} /> },
            { label: "ARN", value: <Arn arn={arnOf(policy)} /> },
          ]}
        />
      </Container>
      <PageTabs
        label={`Policy ${nameOf(policy)}`}
        tabs={[
          { id: "permissions", label: "Permissions", content: <PermissionsTab {...told} /> },
          { id: "entities", label: "Entities attached", content: <EntitiesTab {...told} /> },
          // AWS's own have no tags, and nobody can give them any.
          ...(isAwsManaged(policy)
            ? []
            : [{ id: "tags", label: "Tags", content: <TagsTab of={{ kind: "policy", name: arnOf(policy) }} /> }]),
          { id: "versions", label: "Policy versions", content: <VersionsTab {...told} /> },
          { id: "last-accessed", label: "Last accessed", content: <LastAccessedTab arn={arnOf(policy)} /> },
        ]}
      />
    </SpaceBetween>
  );
}
