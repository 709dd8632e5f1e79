/** What the ARN of an identity provider says: its kind and its name. */
import { readTrust } from "../../trust/document";

export type ProviderKind = "oidc" | "saml";

export interface Provider {
  arn: string;
  kind: ProviderKind;
  /** The URL of the issuer without its scheme, or the name of a SAML provider. */
  name: string;
}

export const KINDS: Record<ProviderKind, string> = { oidc: "OpenID Connect", saml: "SAML" };

export function readProvider(arn: string): Provider {
  const [, kind = "", name = ""] = /:(oidc|saml)-provider\/(.*)$/.exec(arn) ?? [];
  return { arn, kind: kind === "saml" ? "saml" : "oidc", name: name || arn };
}

/** Return whether a trust policy has a statement that allows something to the provider. */
export const trusts = (document: string | undefined, arn: string) =>
  readTrust(document).some(
    ({ isAllowing, principals }) =>
      isAllowing && principals.some(({ kind, value }) => kind === "Federated" && value === arn),
  );
