/** The text filter of a list. What is typed is seen at once; the list follows when the typing rests. */
import TextFilter from "@cloudscape-design/components/text-filter";
import { useEffect, useRef, useState } from "react";

/** Milliseconds. To find, draw and address what every letter of a word would find keeps nobody's typing up. */
const REST = 120;

interface Props {
  /** "Find users". */
  label: string;
  value: string;
  onChange: (text: string) => void;
  countText: string;
}

export function ListFilter({ label, value, onChange, countText }: Props) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const later = useRef<number>(undefined);

  // Somebody else changed it: a button that clears it, or the way back.
  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value;
      window.clearTimeout(later.current);
      setText(value);
    }
  }, [value]);
  useEffect(() => () => window.clearTimeout(later.current), []);

  const type = (typed: string) => {
    setText(typed);
    window.clearTimeout(later.current);
    later.current = window.setTimeout(() => {
      sent.current = typed;
      onChange(typed);
    }, REST);
  };

  return (
    <TextFilter
      filteringText={text}
      filteringPlaceholder={label}
      filteringAriaLabel={label}
      countText={countText}
      onChange={({ detail }) => type(detail.filteringText)}
    />
  );
}
