/** The page of an identity provider. */
import { usePageHelp } from "../../app/help";
import { useParam } from "../../app/use-param";
import { OIDC_HELP, SAML_HELP } from "./help";
import { OidcDetail } from "./oidc-detail";
import { readProvider } from "./provider";
import { SamlDetail } from "./saml-detail";

export default function ProviderDetail() {
  const provider = readProvider(useParam("providerArn"));
  usePageHelp(provider.kind === "oidc" ? OIDC_HELP : SAML_HELP);
  return provider.kind === "oidc" ? <OidcDetail provider={provider} /> : <SamlDetail provider={provider} />;
}
