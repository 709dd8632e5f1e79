import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import type { rulesOf } from "./policy-form";

/** The rules of a password policy, to read. */
export function Rules({ rules: { length, strength, other } }: { rules: ReturnType<typeof rulesOf> }) {
  return (
    <KeyValuePairs
      columns={1}
      items={[
        { label: "Password minimum length", value: length },
        { label: "Password strength", value: strength.length > 0 ? <Lines lines={strength} /> : "Any characters" },
        { label: "Other requirements", value: <Lines lines={other} /> },
      ]}
    />
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
