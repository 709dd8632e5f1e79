/** What the ARN of an identity provider says: its kind and its name. The table of pages asks it: nothing else is here. */

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
