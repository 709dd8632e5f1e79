/** Two texts, line by line: what is gone, what is new, and what stayed. */
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import "./line-diff.css";
import { linesOf } from "./lines";

interface Props {
  before: string;
  after: string;
  /** What the two are: "v1", "v2". */
  names: readonly [string, string];
}

const SIGNS = { same: " ", gone: "-", new: "+" } as const;
const ELEMENTS = { same: "span", gone: "del", new: "ins" } as const;

export function LineDiff({ before, after, names: [from, to] }: Props) {
  const lines = linesOf(before, after);
  const count = (kind: "gone" | "new") => lines.filter((line) => line.kind === kind).length;
  const isSame = lines.every(({ kind }) => kind === "same");
  return (
    <SpaceBetween size="xs">
      <Box variant="p">
        {isSame
          ? `${from} and ${to} say the same.`
          : `From ${from} to ${to}: ${inLines(count("new"))} added (+), ${inLines(count("gone"))} removed (-).`}
      </Box>
      {/* A long line scrolls; whoever uses the keyboard has to be able to come here for that. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <section className="ostiary-json ostiary-diff" aria-label={`Changes from ${from} to ${to}`} tabIndex={0}>
        <Box variant="code">
          {lines.map(({ id, kind, text }) => {
            const Line = ELEMENTS[kind];
            return (
              <Line key={id} className={`ostiary-diff-${kind}`}>
                {SIGNS[kind]} {text}
              </Line>
            );
          })}
        </Box>
      </section>
    </SpaceBetween>
  );
}

const inLines = (count: number) => (count === 1 ? "1 line" : `${count} lines`);
