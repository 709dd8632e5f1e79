/** The trust policy of a role: as it is written, and as the console reads it. */
import { readable } from "../components/json-view";

/** Operator → key → values. */
export type Conditions = Record<string, Record<string, string | string[]>>;

export type PrincipalKind = "AWS" | "Service" | "Federated";

export interface Statement {
  Effect: "Allow" | "Deny";
  Principal: Partial<Record<PrincipalKind, string | string[]>>;
  Action: string | string[];
  Condition?: Conditions;
}

export interface Document {
  Version: "2012-10-17";
  Statement: Statement[];
}

export interface Condition {
  operator: string;
  key: string;
  values: readonly string[];
}

/** A statement with every list written out. */
export interface ReadStatement {
  isAllowing: boolean;
  /** The kind of each principal, `AWS` for a bare `*`, and its value. */
  principals: readonly { kind: string; value: string }[];
  actions: readonly string[];
  conditions: readonly Condition[];
}

type Block = Record<string, unknown>;

const isBlock = (value: unknown): value is Block =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listed = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((each) =>
    each === undefined || each === null || typeof each === "object" ? [] : [String(each)],
  );

const entries = (value: unknown) => (isBlock(value) ? Object.entries(value) : []);

function readStatement(statement: Block): ReadStatement {
  const { Principal } = statement;
  return {
    isAllowing: statement.Effect === "Allow",
    principals:
      typeof Principal === "string"
        ? [{ kind: "AWS", value: Principal }]
        : entries(Principal).flatMap(([kind, values]) => listed(values).map((value) => ({ kind, value }))),
    actions: listed(statement.Action),
    conditions: entries(statement.Condition).flatMap(([operator, block]) =>
      entries(block).map(([key, values]) => ({ operator, key, values: listed(values) })),
    ),
  };
}

/** Return the statements of a trust policy, plain or percent-encoded; of what is no policy, none. */
export function readTrust(text: string | undefined): readonly ReadStatement[] {
  if (!text) return [];
  let policy: unknown;
  try {
    policy = JSON.parse(readable(text));
  } catch {
    return [];
  }
  const statements = isBlock(policy) ? policy.Statement : undefined;
  return (Array.isArray(statements) ? statements : [statements]).filter(isBlock).map(readStatement);
}
