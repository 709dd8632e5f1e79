/** ARNs in policies, beside the templates by which services name their resources: `arn:${Partition}:s3:::${BucketName}`. */
import type { ResourceType } from "../api/catalogue";

const FIELDS = 6;
const RESOURCE = FIELDS - 1;

/** Placeholders, policy variables, and single signs. */
const TOKEN = /\$\{[^}]*\}|[\s\S]/gu;
const tokensOf = (text: string) => text.match(TOKEN) ?? [];

/** Return the six fields of *arn*, or null where it is none. What a short one leaves out stands for anything. */
export function fieldsOf(arn: string): string[] | null {
  if (!/^arn:/i.test(arn)) return null;
  const fields = [""];
  for (const token of tokensOf(arn)) {
    if (token === ":" && fields.length < FIELDS) fields.push("");
    else fields[fields.length - 1] += token;
  }
  while (fields.length < FIELDS) fields.push("*");
  return fields;
}

/** The service, region and account that *arn* names. */
export function partsOf(arn: string): { service: string; region: string; account: string } {
  const [, , service = "", region = "", account = ""] = fieldsOf(arn) ?? [];
  return { service, region, account };
}

// -- whether a pattern of a policy can name a resource of a type -------------------------------------------

/** One sign of a set, or any number of them. */
interface Step {
  takes: (sign: string) => boolean;
  /** The only sign that it takes, if there is one. */
  sign: string | null;
  isMany: boolean;
}

const anything = () => true;
const one = (sign: string): Step => ({ takes: (other) => other === sign, sign, isMany: false });
const MANY: Step = { takes: anything, sign: null, isMany: true };
const ANY: Step = { takes: anything, sign: null, isMany: false };

function stepsOfPattern(pattern: string): Step[] {
  return tokensOf(pattern).map((token) => {
    // What a variable stands for is known with the request alone.
    if (token === "*" || token.length > 2) return MANY;
    return token === "?" ? ANY : one(token);
  });
}

function stepsOfTemplate(template: string, lastTakes: Step["takes"]): Step[] {
  const tokens = tokensOf(template);
  return tokens.flatMap((token, at) => {
    if (token === "*") return [MANY];
    if (token.length <= 2) return [one(token)];
    const takes = at === tokens.length - 1 ? lastTakes : (sign: string) => sign !== ":";
    return [
      { takes, sign: null, isMany: false },
      { takes, sign: null, isMany: true },
    ];
  });
}

/** Two sets without a single sign of their own have letters in common. */
const meet = (a: Step, b: Step) => (a.sign !== null ? b.takes(a.sign) : b.sign !== null ? a.takes(b.sign) : true);

/** Return whether there is a text that both take. */
function overlap(a: readonly Step[], b: readonly Step[]): boolean {
  const seen = new Set<number>();
  const from = (i: number, j: number): boolean => {
    const place = i * (b.length + 1) + j;
    if (seen.has(place)) return false;
    seen.add(place);
    const left = a[i];
    const right = b[j];
    if (left === undefined && right === undefined) return true;
    if (left?.isMany && from(i + 1, j)) return true;
    if (right?.isMany && from(i, j + 1)) return true;
    if (left === undefined || right === undefined || !meet(left, right)) return false;
    return from(left.isMany ? i : i + 1, right.isMany ? j : j + 1);
  };
  return from(0, 0);
}

/** What the last placeholder of a type may hold: no slash where another type begins with it and a slash. */
function lastTakes(type: ResourceType, types: readonly ResourceType[]): Step["takes"] {
  const isBegun = types.some(({ arn }) => arn.startsWith(`${type.arn}/`));
  return isBegun ? (sign) => sign !== "/" : anything;
}

/** What was found, by pattern: a policy is asked of for every action that it names. */
const found = new WeakMap<ResourceType, Map<string, boolean>>();

/** Return whether *pattern*, of a policy, can name a resource of *type*, which is one of its service's *types*. */
export function canName(pattern: string, type: ResourceType, types: readonly ResourceType[]): boolean {
  const ofType = found.get(type) ?? new Map<string, boolean>();
  found.set(type, ofType);
  const before = ofType.get(pattern);
  if (before !== undefined) return before;
  const answer = compare(pattern, type, types);
  ofType.set(pattern, answer);
  return answer;
}

function compare(pattern: string, type: ResourceType, types: readonly ResourceType[]): boolean {
  if (pattern === "*") return true;
  const given = fieldsOf(pattern);
  const template = fieldsOf(type.arn);
  if (given === null || template === null) return false;
  return template.every((field, at) => {
    const text = given[at] ?? "";
    if (at === RESOURCE) return overlap(stepsOfPattern(text), stepsOfTemplate(field, lastTakes(type, types)));
    return overlap(stepsOfPattern(text.toLowerCase()), stepsOfTemplate(field.toLowerCase(), anything));
  });
}

// -- placeholders ------------------------------------------------------------------------------------------

const PLACEHOLDER = /\$\{([^}]*)\}/g;

/** The names of what a template leaves open, without the partition, in order. */
export function placeholdersIn(template: string): string[] {
  const names = [...template.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);
  return [...new Set(names)].filter((name) => name !== "Partition");
}

export type Values = Readonly<Record<string, string>>;

/** Return the ARN that *template* makes with *values*; what they leave out stands for anything. */
export const fillIn = (template: string, values: Values) =>
  template.replace(PLACEHOLDER, (_, name: string) => values[name] || "*");

/** Return the ARN of every resource of the type in the account. */
export const anyIn = (template: string, partition: string, account: string) =>
  fillIn(template, { Partition: partition, Account: account });

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/** Return what *arn* has in the places that the template of *type* leaves open, or null where it is of another form. */
export function readBy(arn: string, type: ResourceType, types: readonly ResourceType[]): Values | null {
  const given = fieldsOf(arn);
  const template = fieldsOf(type.arn);
  if (given === null || template === null) return null;
  const last = lastTakes(type, types)("/") ? "([\\s\\S]+)" : "([^/]+)";
  const values: Record<string, string> = {};
  for (const [at, field] of template.entries()) {
    const tokens = tokensOf(field);
    const names = tokens.filter((token) => token.length > 2).map((token) => token.slice(2, -1));
    const source = tokens.map((token, index) => {
      if (token.length <= 2) return escaped(token);
      return index === tokens.length - 1 ? last : "([^:]+?)";
    });
    const found = new RegExp(`^${source.join("")}$`, at === RESOURCE ? "" : "i").exec(given[at] ?? "");
    if (found === null) return null;
    for (const [index, name] of names.entries()) values[name] = found[index + 1] ?? "";
  }
  return values;
}

/** Return the type among *types* by whose template *arn* is written, with what stands in its open places. */
export function typeOf(arn: string, types: readonly ResourceType[]): { type: ResourceType; values: Values } | null {
  const read = types.flatMap((type) => {
    const values = readBy(arn, type, types);
    return values === null ? [] : [{ type, values }];
  });
  // The one with more of its own text says more.
  const ownText = ({ type }: { type: ResourceType }) => type.arn.replace(PLACEHOLDER, "").length;
  return read.sort((a, b) => ownText(b) - ownText(a))[0] ?? null;
}
