import StatusIndicator from "@cloudscape-design/components/status-indicator";

/** Whether a key or certificate can be used. */
export function Status({ status = "Inactive" }: { status?: string | undefined }) {
  return <StatusIndicator type={status === "Active" ? "success" : "stopped"}>{status}</StatusIndicator>;
}

export const isActive = ({ Status: status }: { Status?: string | undefined }) => status === "Active";
export const isInactive = ({ Status: status }: { Status?: string | undefined }) => status === "Inactive";
