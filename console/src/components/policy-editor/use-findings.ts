import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { findingsIn, isJson, type PolicyKind } from "./findings";

/** How long somebody has to pause before what they wrote is checked. */
const PAUSE = 400;

export function usePaused<T>(value: T, pause = PAUSE): T {
  const [paused, setPaused] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return paused;
}

/** The findings in what was last written; until they are there, those of what stood before. */
export function useFindings(text: string, kind: PolicyKind) {
  const checked = usePaused(text);
  const query = useQuery({ ...findingsIn(checked, kind), placeholderData: keepPreviousData });
  return { query, isCurrent: checked === text && !query.isPlaceholderData };
}

/** The same, and *onErrors* is told whether the document has errors. */
export function useChecked(text: string, kind: PolicyKind, onErrors?: (hasErrors: boolean) => void) {
  const findings = useFindings(text, kind);
  const hasErrors = !isJson(text) || (findings.query.data ?? []).some(({ gravity }) => gravity === "ERROR");
  useEffect(() => onErrors?.(hasErrors), [hasErrors, onErrors]);
  return findings;
}
