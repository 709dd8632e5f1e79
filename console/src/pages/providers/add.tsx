/** Adding an identity provider: of which kind, and then by its form. The kind is in the address. */
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { usePageHelp } from "../../app/help";
import { AddOidc } from "./add-oidc";
import { AddSaml } from "./add-saml";
import { OIDC_HELP, SAML_HELP } from "./help";
import type { ProviderKind } from "./provider";

const TILES: readonly { value: ProviderKind; label: string; description: string }[] = [
  {
    value: "saml",
    label: "SAML",
    description: "People of a directory sign in there, and assume roles by a SAML 2.0 assertion.",
  },
  {
    value: "oidc",
    label: "OpenID Connect",
    description: "Jobs, workloads and applications assume roles by a token of their issuer.",
  },
];

export default function AddProvider() {
  const { type } = useSearch({ strict: false }) as Record<string, unknown>;
  const kind: ProviderKind = type === "oidc" ? "oidc" : "saml";
  const navigate = useNavigate();
  usePageHelp(kind === "oidc" ? OIDC_HELP : SAML_HELP);
  return (
    <ContentLayout header={<Header variant="h1">Add identity provider</Header>}>
      <SpaceBetween size="l">
        <Container header={<Header variant="h2">Provider type</Header>}>
          <Tiles
            ariaLabel="Provider type"
            value={kind}
            items={TILES}
            onChange={({ detail }) =>
              void navigate({ to: ".", search: { type: detail.value } as never, replace: true })
            }
          />
        </Container>
        {kind === "oidc" ? <AddOidc /> : <AddSaml />}
      </SpaceBetween>
    </ContentLayout>
  );
}
