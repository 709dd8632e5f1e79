/** What the ARN of an identity provider says: its kind and its name. */

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

interface Statement {
  Effect?: unknown;
  Principal?: unknown;
}

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const federated = ({ Effect, Principal }: Statement): unknown[] =>
  Effect === "Allow" && typeof Principal === "object" && Principal !== null && "Federated" in Principal
    ? listed(Principal.Federated)
    : [];

/** Return whether a trust policy, as IAM gives it, has a statement that allows something to the provider. */
export function trusts(document: string, arn: string): boolean {
  try {
    const { Statement } = JSON.parse(decodeURIComponent(document)) as { Statement?: Statement | Statement[] };
    return listed(Statement).some((each) => federated(each as Statement).includes(arn));
  } catch {
    return false;
  }
}
