/** A SAML provider: its metadata, and the roles that trust it. */
import { type GetSAMLProviderResponse, UpdateSAMLProviderCommand } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { useQuery } from "@tanstack/react-query";
import { callIam } from "../../api/queries";
import { useChange } from "../../app/use-change";
import { Answer } from "../../components/answer";
import { PageTabs } from "../../components/page-tabs";
import { Refused } from "../../components/refused";
import { ExactTime } from "../../components/time";
import { TagsTab } from "../../identity/tags-tab";
import { ProviderFrame, Summary } from "./frame";
import { MetadataTab } from "./metadata-tab";
import type { Provider } from "./provider";
import { samlProvider } from "./queries";
import { RolesTab } from "./roles";
import { TokenTest } from "./test/token-test";

export function SamlDetail({ provider }: { provider: Provider }) {
  const query = useQuery(samlProvider(provider.arn));
  return (
    <ProviderFrame provider={provider}>
      <Answer query={query}>{(answer) => <Body provider={provider} answer={answer} />}</Answer>
    </ProviderFrame>
  );
}

function Body({ provider, answer }: { provider: Provider; answer: GetSAMLProviderResponse }) {
  const { CreateDate, ValidUntil, SAMLMetadataDocument = "", AssertionEncryptionMode } = answer;
  const isOver = ValidUntil !== undefined && ValidUntil.getTime() < Date.now();
  return (
    <>
      {isOver ? (
        <Alert type="warning" header="The metadata is no longer valid">
          No assertion of this provider is taken. Replace the metadata by a new document of the identity provider.
        </Alert>
      ) : null}
      {AssertionEncryptionMode === "Required" ? <EncryptionRequired arn={provider.arn} /> : null}
      <Summary
        provider={provider}
        created={CreateDate}
        more={[{ label: "Metadata valid until", value: <ExactTime at={ValidUntil} /> }]}
      />
      <PageTabs
        label="Parts of the provider"
        tabs={[
          {
            id: "metadata",
            label: "Metadata",
            content: <MetadataTab provider={provider} document={SAMLMetadataDocument} />,
          },
          { id: "roles", label: "Roles", content: <RolesTab arn={provider.arn} /> },
          { id: "test", label: "Test an assertion", content: <TokenTest provider={provider} /> },
          { id: "tags", label: "Tags", content: <TagsTab of={{ kind: "SAML provider", name: provider.arn }} /> },
        ]}
      />
    </>
  );
}

/** Encrypted assertions are not taken, so that a provider that requires them vouches for nobody. */
function EncryptionRequired({ arn }: { arn: string }) {
  const change = useChange({
    work: () =>
      callIam("UpdateSAMLProvider", UpdateSAMLProviderCommand, {
        SAMLProviderArn: arn,
        AssertionEncryptionMode: "Allowed",
      }),
    old: ["GetSAMLProvider"],
    done: "Assertions need no encryption any more.",
  });
  return (
    <>
      <Refused error={change.error} />
      <Alert
        type="warning"
        header="This provider requires encrypted assertions, which are not taken"
        action={
          <Button loading={change.isPending} onClick={() => change.mutate()}>
            Stop requiring encryption
          </Button>
        }
      >
        Nobody can assume a role by it. Stop requiring encryption here, and have the identity provider send assertions
        unencrypted.
      </Alert>
    </>
  );
}
