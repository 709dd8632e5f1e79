import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { PROBLEMS, type Problem } from "../../policy/summary";

/** A sentence that something does not go together; it breaks between words, which the indicator alone does not. */
export const Warning = ({ text }: { text: string }) => (
  <StatusIndicator type="warning" wrapText>
    <span className="ostiary-words">{text}</span>
  </StatusIndicator>
);

/** Where what is written does not go together. */
export const Problems = ({ of }: { of: readonly Problem[] }) =>
  of.map((problem) => (
    <div key={problem}>
      <Warning text={PROBLEMS[problem]} />
    </div>
  ));
