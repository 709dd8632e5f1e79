import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { PROBLEMS, type Problem } from "../../policy/summary";

/** Where what is written does not go together. */
export const Problems = ({ of }: { of: readonly Problem[] }) =>
  of.map((problem) => (
    <div key={problem}>
      <StatusIndicator type="warning" wrapText>
        {PROBLEMS[problem]}
      </StatusIndicator>
    </div>
  ));
