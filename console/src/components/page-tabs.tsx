/** Tabs of a page, with the one that is open in the address: a reload, or a link, opens the same. */
import Tabs from "@cloudscape-design/components/tabs";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";

export interface Tab {
  id: string;
  label: string;
  content: ReactNode;
}

type Query = Record<string, unknown>;

export function PageTabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const { tab } = useSearch({ strict: false }) as Query;
  const navigate = useNavigate();
  const [first] = tabs;
  const open = tabs.find(({ id }) => id === tab) ?? first;
  const show = (id: string) => {
    const next = id === first?.id ? undefined : id;
    void navigate({ to: ".", search: ((before: Query) => ({ ...before, tab: next })) as never, replace: true });
  };
  return (
    <Tabs
      ariaLabel={label}
      activeTabId={open?.id ?? ""}
      tabs={tabs}
      onChange={({ detail }) => show(detail.activeTabId)}
      i18nStrings={{ scrollLeftAriaLabel: "Scroll left", scrollRightAriaLabel: "Scroll right" }}
    />
  );
}
