/** Whom a trust policy lets in, each in a few words. */
import { type ReadStatement, readTrust } from "./document";

export type EntityKind =
  | "everyone"
  | "service"
  | "account"
  | "user"
  | "role"
  | "session"
  | "federated user"
  | "SAML provider"
  | "OIDC provider"
  /** A user or role that is deleted: IAM shows its unique ID in place of its ARN. */
  | "deleted";

export interface Entity {
  kind: EntityKind;
  /** The principal as the policy has it. */
  principal: string;
  /** The twelve digits of its account, or "". */
  account: string;
  /** What it is called within its kind: `ec2`, `alice`, `token.actions.githubusercontent.com`. */
  name: string;
}

const UNIQUE_ID = /^A(?:IDA|ROA)[A-Z0-9]+$/;
const ARN = /^arn:[^:]*:(?<service>iam|sts)::(?<account>\d{12}):(?<resource>.+)$/;

const afterLast = (text: string) => text.slice(text.lastIndexOf("/") + 1);

function kindOf(service: string, resource: string): { kind: EntityKind; name: string } {
  const [first = "", ...rest] = resource.split("/");
  const name = rest.join("/");
  if (first === "user") return { kind: "user", name: afterLast(name) };
  if (first === "role") return { kind: "role", name: afterLast(name) };
  if (first === "saml-provider") return { kind: "SAML provider", name };
  if (first === "oidc-provider") return { kind: "OIDC provider", name };
  if (service === "sts" && first === "assumed-role") return { kind: "session", name };
  if (service === "sts" && first === "federated-user") return { kind: "federated user", name };
  return { kind: "account", name: "" };
}

/** Return what a principal is. */
export function entityOf({ kind, value }: { kind: string; value: string }): Entity {
  const entity = (of: EntityKind, name: string, account = ""): Entity => ({
    kind: of,
    principal: value,
    account,
    name,
  });
  if (kind === "Service") return entity("service", value.replace(/\.amazonaws\.com(?:\.cn)?$/, ""));
  if (value === "*") return entity("everyone", "");
  if (/^\d{12}$/.test(value)) return entity("account", value, value);
  if (UNIQUE_ID.test(value)) return entity("deleted", value);
  const arn = ARN.exec(value)?.groups;
  // The issuers that IAM knows by themselves are written by their names.
  if (arn === undefined) return entity(kind === "Federated" ? "OIDC provider" : "account", value);
  const { service = "", account = "", resource = "" } = arn;
  const found = kindOf(service, resource);
  return entity(found.kind, found.name || account, account);
}

/** Return all that the allowing statements name, each once. */
export function trustedEntities(text: string | undefined): readonly Entity[] {
  return entitiesOf(readTrust(text).filter(({ isAllowing }) => isAllowing));
}

export function entitiesOf(statements: readonly ReadStatement[]): readonly Entity[] {
  const found = statements.flatMap(({ principals }) => principals.map(entityOf));
  return [...new Map(found.map((entity) => [entity.principal, entity])).values()];
}

/** Return an entity as the list of roles has it, in the words of the AWS console. */
export function entityText({ kind, principal, account, name }: Entity): string {
  switch (kind) {
    case "everyone":
      return "Everyone";
    case "service":
      return principal === name ? `Service: ${name}` : `AWS service: ${name}`;
    case "account":
      return `Account: ${name}`;
    case "user":
      return `User: ${account}/${name}`;
    case "role":
      return `Role: ${account}/${name}`;
    case "session":
      return `Role session: ${account}/${name}`;
    case "federated user":
      return `Federated user: ${account}/${name}`;
    case "SAML provider":
    case "OIDC provider":
      return `Identity provider: ${name}`;
    case "deleted":
      return `Deleted ${principal.startsWith("AIDA") ? "user" : "role"}: ${principal}`;
  }
}
