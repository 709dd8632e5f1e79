import { useParams } from "@tanstack/react-router";

/** Return what the address has in the place of `$name`. The table of pages does not tell types: "" if it has none. */
export function useParam(name: string): string {
  const params: Record<string, string | undefined> = useParams({ strict: false });
  return params[name] ?? "";
}
