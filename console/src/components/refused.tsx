/** Why what somebody just asked for was refused. It comes into sight: the button that was pressed may be far below. */
import { useEffect, useRef } from "react";
import type { ApiError } from "../api/errors";
import { CallError } from "./call-error";

export function Refused({ error }: { error: ApiError | null }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) place.current?.scrollIntoView?.({ block: "center" });
  }, [error]);
  return error ? (
    <div ref={place}>
      <CallError error={error} />
    </div>
  ) : null;
}
