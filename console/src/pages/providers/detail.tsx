/** The page of an identity provider. */
import { useParams } from "@tanstack/react-router";
import { usePageHelp } from "../../app/help";
import { OIDC_HELP, SAML_HELP } from "./help";
import { OidcDetail } from "./oidc-detail";
import { readProvider } from "./provider";
import { SamlDetail } from "./saml-detail";

export default function ProviderDetail() {
  const { providerArn = "" } = useParams({ strict: false }) as Record<string, string>;
  const provider = readProvider(providerArn);
  usePageHelp(provider.kind === "oidc" ? OIDC_HELP : SAML_HELP);
  return provider.kind === "oidc" ? <OidcDetail provider={provider} /> : <SamlDetail provider={provider} />;
}
