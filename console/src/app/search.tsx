/** The search box of the top bar: pages, users, groups, roles and policies. `/` goes there from anywhere. */
import Autosuggest, { type AutosuggestProps } from "@cloudscape-design/components/autosuggest";
import { useEffect, useMemo, useRef, useState } from "react";
import { PAGES } from "./pages";
import { pageEntries, sectionsFor } from "./search-entries";
import { useSearchLists } from "./search-lists";
import { useGo } from "./use-go";

export default function Search() {
  const [text, setText] = useState("");
  const box = useRef<AutosuggestProps.Ref>(null);
  const { go } = useGo();
  const lists = useSearchLists(text.trim() !== "");
  // The table of pages names this one's parts: it is read once all of it is there.
  const pages = useMemo(() => pageEntries(PAGES), []);

  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof HTMLElement && event.target.matches("input, textarea, [contenteditable]");
      if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      box.current?.focus();
    };
    window.addEventListener("keydown", focus);
    return () => window.removeEventListener("keydown", focus);
  }, []);

  const sections = sectionsFor(text, pages, lists);
  const [first] = sections.flatMap(({ entries }) => entries);
  const refused = lists.filter(({ error }) => error !== null).map(({ label }) => label.toLowerCase());
  const status = lists.some(({ isLoading }) => isLoading) ? "loading" : refused.length > 0 ? "error" : "finished";

  return (
    <Autosuggest
      ref={box}
      value={text}
      onChange={({ detail }) => setText(detail.value)}
      onSelect={({ detail }) => {
        // Who presses Enter without having chosen is brought to the best match.
        const path = detail.selectedOption?.value ?? first?.path;
        if (path === undefined) return;
        setText("");
        go(path);
      }}
      options={sections.map(({ label, entries }) => ({
        label,
        options: entries.map((entry) => ({
          value: entry.path,
          label: entry.label,
          ...(entry.note && { labelTag: entry.note }),
        })),
      }))}
      filteringType="manual"
      ariaLabel="Search pages, users, groups, roles and policies"
      placeholder="Search users, roles, policies, pages"
      enteredTextLabel={(value) => (first ? `Go to ${first.label}` : `No matches for “${value}”`)}
      statusType={status}
      loadingText="Loading"
      errorText={`Not searched, since they could not be read: ${refused.join(", ")}`}
      empty="No matches"
    />
  );
}
