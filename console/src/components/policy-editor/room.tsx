import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { roomIn, sizeOf } from "./size";

/** How many characters of *limit* are left. */
export function Room({ text, limit }: { text: string; limit: number }) {
  const words = roomIn(text, limit);
  return sizeOf(text) > limit ? (
    <StatusIndicator type="error">{words}</StatusIndicator>
  ) : (
    <Box variant="small">{words}</Box>
  );
}
