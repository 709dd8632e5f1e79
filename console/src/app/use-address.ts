/** What a page shows, in its address: a reload, or a link, shows the same. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

type Texts = Record<string, string>;

/** Return the texts of the address, by the names in *plain*, whose values stand for those that it lacks. */
export function readAddress<T extends Texts>(query: Record<string, unknown>, plain: T): T {
  const read = (name: string) => (query[name] === undefined ? plain[name] : String(query[name]));
  return Object.fromEntries(Object.keys(plain).map((name) => [name, read(name)])) as T; // of the same names
}

/** Return what is written for *changed*: what is plain, or empty, is left out. */
export const writeAddress = (changed: Record<string, string | undefined>, plain: Texts) =>
  Object.fromEntries(
    Object.entries(changed).map(([name, text]) => [name, text === (plain[name] ?? "") ? undefined : text]),
  );

/** Return the texts of the address and what changes some of them. *plain* is a constant of the page's module. */
export function useAddress<T extends Texts>(plain: T) {
  const query = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const change = useCallback(
    (changed: Partial<T> & Record<string, string | undefined>) => {
      const next = writeAddress(changed, plain);
      void navigate({ to: ".", search: ((before: Texts) => ({ ...before, ...next })) as never, replace: true });
    },
    [navigate, plain],
  );
  return [readAddress(query, plain), change] as const;
}
