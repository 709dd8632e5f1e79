/** The tabs of a page. Which one is open is in the address. */
import Tabs from "@cloudscape-design/components/tabs";
import { useLocation, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { href } from "../app/paths";

export interface PageTab {
  /** What the address calls it. */
  id: string;
  label: string;
  content: ReactNode;
}

export function PageTabs({ tabs, label }: { tabs: readonly PageTab[]; label: string }) {
  const { tab } = useSearch({ strict: false }) as { tab?: unknown };
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const [first] = tabs;
  const active = tabs.find(({ id }) => id === tab) ?? first;
  const searchOf = (id: string) => (id === first?.id ? {} : { tab: id });
  return (
    <Tabs
      ariaLabel={label}
      i18nStrings={{ scrollLeftAriaLabel: "Scroll left", scrollRightAriaLabel: "Scroll right" }}
      activeTabId={active?.id ?? ""}
      tabs={tabs.map(({ id, label: text, content }) => ({
        id,
        label: text,
        // Only the open tab is drawn, so that the others ask for nothing yet.
        content: id === active?.id ? content : null,
        href: href(id === first?.id ? pathname : `${pathname}?tab=${id}`),
      }))}
      onChange={({ detail }) => {
        // What the last tab was filtered by is none of the next one's business.
        void navigate({ to: ".", search: (() => searchOf(detail.activeTabId)) as never });
      }}
    />
  );
}
