/** A policy to read, in which the statements that matter are marked. */
import Box from "@cloudscape-design/components/box";
import { piecesOf } from "./marked";

interface Props {
  name: string;
  text: string;
  /** The numbers, from 0, of the statements that are marked. */
  marked: readonly number[];
}

export function MarkedPolicy({ name, text, marked }: Props) {
  let at = 0;
  return (
    // A long line scrolls; whoever uses the keyboard has to be able to come here for that.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="ostiary-json" aria-label={name} tabIndex={0}>
      <Box variant="code">
        {piecesOf(text, marked).map((piece) => {
          const key = at;
          at += piece.text.length;
          return piece.isMarked ? (
            <mark key={key} className="ostiary-mark">
              {piece.text}
            </mark>
          ) : (
            <span key={key}>{piece.text}</span>
          );
        })}
      </Box>
    </section>
  );
}
