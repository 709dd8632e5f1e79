/** Leads from a finding to what the documentation says of its code. */
import Link from "@cloudscape-design/components/link";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import { useHelp } from "../../app/help";
import { inCode, rowOf } from "./documentation";
import type { Finding } from "./findings";

/** The server names a page of its documentation; the part about this code is shown in the help panel. */
export function LearnMore({ finding: { code, link } }: { finding: Finding }) {
  const { open } = useHelp();
  const label = `Learn more about ${code}`;
  if (/^https?:/.test(link)) {
    return (
      <Link href={link} external externalIconAriaLabel="Opens in a new tab" ariaLabel={label}>
        Learn more
      </Link>
    );
  }
  return (
    <Link ariaLabel={label} onFollow={() => open({ title: code, body: <Explanation code={code} /> })}>
      Learn more
    </Link>
  );
}

function Explanation({ code }: { code: string }) {
  const { data, isError } = useQuery({
    queryKey: ["documentation", "findings"],
    queryFn: async () => (await import("../../../../docs/reference/findings.md?raw")).default,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const row = data === undefined ? null : rowOf(data, code);
  if (row === null) {
    return data === undefined && !isError ? (
      <StatusIndicator type="loading">Loading</StatusIndicator>
    ) : (
      <p>The documentation of this server says nothing about this code.</p>
    );
  }
  return (
    <>
      <h3>Type</h3>
      <p>{row.type}</p>
      <h3>Found when</h3>
      <p>
        <InCode text={row.when} />
      </p>
    </>
  );
}

/** A text in which what is between backticks is code. */
export const InCode = ({ text }: { text: string }) =>
  inCode(text).map(({ id, text: part, isCode }) => (isCode ? <code key={id}>{part}</code> : part));
