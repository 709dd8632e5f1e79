/** The search box of the top bar: pages, users and roles by name. `/` goes there from anywhere. */
import Autosuggest, { type AutosuggestProps } from "@cloudscape-design/components/autosuggest";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { users } from "../pages/users/queries";
import { DESTINATIONS } from "./navigation";
import { hasPage } from "./pages";
import { paths } from "./paths";
import { useGo } from "./use-go";

const MOST = 8;

export function Search() {
  const [text, setText] = useState("");
  const [isAwake, wake] = useState(false);
  const box = useRef<AutosuggestProps.Ref>(null);
  const { go } = useGo();
  const canShowUsers = hasPage("/users/$userName");
  const listed = useInfiniteQuery({ ...users(), enabled: isAwake && canShowUsers });

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

  const wanted = text.trim().toLowerCase();
  const pages = DESTINATIONS.filter((each) => each.text.toLowerCase().includes(wanted)).map(
    ({ text: label, path }) => ({
      value: path,
      label,
    }),
  );
  const people = (wanted ? (listed.data ?? []) : [])
    .flatMap(({ UserName: name }) =>
      name?.toLowerCase().includes(wanted) ? [{ value: paths.user(name), label: name }] : [],
    )
    .slice(0, MOST);
  const groups = [
    { label: "Pages", options: pages },
    { label: "Users", options: people },
  ].filter(({ options }) => options.length > 0);

  return (
    <Autosuggest
      ref={box}
      value={text}
      onChange={({ detail }) => setText(detail.value)}
      onFocus={() => wake(true)}
      onSelect={({ detail }) => {
        setText("");
        if (detail.selectedOption?.value) go(detail.selectedOption.value);
      }}
      options={groups}
      filteringType="manual"
      ariaLabel="Search pages and users"
      placeholder="Search"
      enteredTextLabel={(value) => `Search for “${value}”`}
      statusType={listed.isFetching ? "loading" : "finished"}
      loadingText="Loading users"
      empty="No matches"
    />
  );
}
