/** The rules of names, told before the server has to. */
type Named = "user" | "group" | "policy";

const LONGEST: Readonly<Record<Named, number>> = { user: 64, group: 128, policy: 128 };

export const nameRule = (kind: Named) =>
  `Up to ${LONGEST[kind]} characters: letters, digits and + = , . @ _ -. Names are unique regardless of case.`;

/** Return what is wrong with *name*, or "". */
export function nameWrong(kind: Named, name: string): string {
  if (name === "") return "Enter a name.";
  if (name.length > LONGEST[kind]) return `Enter a name of at most ${LONGEST[kind]} characters.`;
  return /^[\w+=,.@-]+$/.test(name) ? "" : "Use letters, digits and these characters: + = , . @ _ -";
}
