/** Names of actions and their patterns. Both compare without case. */

const patterns = new Map<string, RegExp>();

const WILDCARDS: Readonly<Record<string, string>> = { "*": "[\\s\\S]*", "?": "[\\s\\S]" };

/** Return whether *pattern*, where `*` and `?` stand for others, covers *text*. */
export function covers(pattern: string, text: string): boolean {
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    const source = pattern.replace(/[^\w]/g, (sign) => WILDCARDS[sign] ?? `\\u{${sign.codePointAt(0)?.toString(16)}}`);
    compiled = new RegExp(`^${source}$`, "iu");
    patterns.set(pattern, compiled);
  }
  return compiled.test(text);
}

export const hasWildcard = (pattern: string) => /[*?]/.test(pattern);

export interface ActionPattern {
  /** In lower case; `*` for every service. */
  prefix: string;
  /** What follows the colon, as it is written. */
  name: string;
}

/** Return the parts of `s3:Get*`; the lone `*` is every action of every service. Null where it is neither. */
export function splitAction(action: string): ActionPattern | null {
  if (action === "*") return { prefix: "*", name: "*" };
  const parts = action.split(":");
  const [prefix, name] = parts;
  return parts.length === 2 && prefix && name ? { prefix: prefix.toLowerCase(), name } : null;
}
