/** An OpenID Connect provider: its audiences, thumbprints, and the roles that trust it. */
import { useQuery } from "@tanstack/react-query";
import { Answer } from "../../components/answer";
import { PageTabs } from "../../components/page-tabs";
import { TagsTab } from "../../identity/tags-tab";
import { AudiencesTab } from "./audiences";
import { ProviderFrame, Summary } from "./frame";
import type { Provider } from "./provider";
import { oidcProvider } from "./queries";
import { RolesTab } from "./roles";
import { TokenTest } from "./test/token-test";
import { ThumbprintsTab } from "./thumbprints";

export function OidcDetail({ provider }: { provider: Provider }) {
  const { arn } = provider;
  const query = useQuery(oidcProvider(arn));
  return (
    <ProviderFrame provider={provider}>
      <Answer query={query}>
        {({ CreateDate, ClientIDList = [], ThumbprintList = [] }) => (
          <>
            <Summary provider={provider} created={CreateDate} />
            <PageTabs
              label="Parts of the provider"
              tabs={[
                { id: "audiences", label: "Audiences", content: <AudiencesTab arn={arn} audiences={ClientIDList} /> },
                {
                  id: "thumbprints",
                  label: "Thumbprints",
                  content: <ThumbprintsTab arn={arn} thumbprints={ThumbprintList} />,
                },
                { id: "roles", label: "Roles", content: <RolesTab arn={arn} /> },
                { id: "test", label: "Test a token", content: <TokenTest provider={provider} /> },
                { id: "tags", label: "Tags", content: <TagsTab of={{ kind: "OIDC provider", name: arn }} /> },
              ]}
            />
          </>
        )}
      </Answer>
    </ProviderFrame>
  );
}
