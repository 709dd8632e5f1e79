/**
 * What stands behind the `?` of an address, as texts and nothing else: links are put together by hand as well, and a user
 * called `1.10` is not the number 1.1.
 */
export const parseSearch = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text));

/** Return the text of *search*, with its `?`; what is undefined is left out. */
export function stringifySearch(search: Record<string, unknown>): string {
  const texts = Object.entries(search).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  const text = new URLSearchParams(texts).toString();
  return text && `?${text}`;
}
