/** What IAM's quotas count: characters, but no spaces, tabs and line ends. */
export const sizeOf = (text: string) => [...text.replace(/[ \t\r\n]/g, "")].length;

/** What is left of *limit*, in words. */
export function roomIn(text: string, limit: number): string {
  const left = limit - sizeOf(text);
  const characters = (count: number) => `${number(count)} ${count === 1 ? "character" : "characters"}`;
  const number = (count: number) => count.toLocaleString("en");
  return left < 0
    ? `${characters(-left)} more than the ${number(limit)} allowed`
    : `${number(left)} of ${number(limit)} characters left`;
}
