/** Draws what a query answered, or that it is under way, or that it failed: one place for the three. */
import Box from "@cloudscape-design/components/box";
import Spinner from "@cloudscape-design/components/spinner";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { ApiError } from "../api/errors";
import { CallError, CellError } from "./call-error";

interface Props<T> {
  query: Pick<UseQueryResult<T, ApiError>, "data" | "error"> & { refetch: () => unknown };
  children: (data: T) => ReactNode;
  /** What is drawn where the thing does not exist; without it that is a failure like others. */
  absent?: ReactNode;
}

const isAbsent = (error: ApiError | null, absent: ReactNode) => error?.isAbsence && absent !== undefined;

/** For a part of a page. */
export function Answer<T>({ query: { data, error, refetch }, children, absent }: Props<T>) {
  if (isAbsent(error, absent)) return absent;
  if (data === undefined && !error) return <StatusIndicator type="loading">Loading</StatusIndicator>;
  // What was there stays, and what somebody typed into it, when it cannot be read again.
  return (
    <>
      {error ? <CallError error={error} onRetry={() => refetch()} /> : null}
      {data === undefined ? null : children(data)}
    </>
  );
}

/** For a cell of a table, or a value among others. */
export function CellAnswer<T>({
  query: { data, error },
  children,
  absent,
}: Omit<Props<T>, "query"> & { query: Pick<UseQueryResult<T, ApiError>, "data" | "error"> }) {
  if (isAbsent(error, absent)) return absent;
  if (error) return <CellError error={error} />;
  if (data === undefined) {
    return (
      <Box color="text-status-inactive" display="inline">
        <Spinner /> Loading
      </Box>
    );
  }
  return children(data);
}
