import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ApiError } from "../../api/errors";
import { NOTHING } from "../columns";
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
  const isEmpty = checked === "";
  // Who may not ask is not asked again at every pause, and sees why until they ask again by themselves.
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...findingsIn(checked, kind),
    enabled: !isEmpty && refusal === null,
    placeholderData: keepPreviousData,
  });
  useEffect(() => {
    if (error?.denied) setRefusal(error);
    else if (data !== undefined) setRefusal(null);
  }, [data, error]);

  const query = { data: isEmpty ? NOTHING : data, error: error ?? refusal, refetch };
  const isAnswered = query.error !== null || (query.data !== undefined && !isPlaceholderData);
  return { query, isCurrent: checked === text && isAnswered };
}

/** The same, and *onErrors* is told whether the document has errors: what was mended a moment ago holds nobody up. */
export function useChecked(text: string, kind: PolicyKind, onErrors?: (hasErrors: boolean) => void) {
  const findings = useFindings(text, kind);
  const { query, isCurrent } = findings;
  const hasErrors = !isJson(text) || (isCurrent && (query.data ?? []).some(({ gravity }) => gravity === "ERROR"));
  useEffect(() => onErrors?.(hasErrors), [hasErrors, onErrors]);
  return findings;
}
