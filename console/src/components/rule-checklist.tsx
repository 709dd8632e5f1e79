import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { Rule } from "./password-rules";

/** The rules of a password, each with whether it holds. Nothing is said to be wrong before anything is typed. */
export function RuleChecklist({ rules, password }: { rules: readonly Rule[]; password: string }) {
  return (
    <ul className="ostiary-checklist" aria-label="Password rules">
      {rules.map(({ text, holds }) => (
        <li key={text}>
          <StatusIndicator type={holds(password) ? "success" : password ? "error" : "pending"}>{text}</StatusIndicator>
        </li>
      ))}
    </ul>
  );
}
