/** The frame around every page. */
import AppLayoutToolbar from "@cloudscape-design/components/app-layout-toolbar";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Input from "@cloudscape-design/components/input";
import SideNavigation from "@cloudscape-design/components/side-navigation";
import { Outlet, useMatches } from "@tanstack/react-router";
import { useEffect, useState, useSyncExternalStore } from "react";
import { SessionGuard } from "../session/guard";
import { Flashes } from "./flashes";
import { Help, useHelp } from "./help";
import { navigationItems } from "./navigation";
import { aboveOf, type Params, titleOf } from "./pages";
import { href, paths } from "./paths";
import { useShownPanel } from "./split-panel";
import { TopBar } from "./top-bar";
import { useGo } from "./use-go";

export function Shell() {
  const { isOpen, open, close } = useHelp();
  const isNarrow = useIsNarrow();
  const [wanted, want] = useState({ wide: true, narrow: false });
  const width = isNarrow ? "narrow" : "wide";
  const match = useMatches().at(-1);
  const page = match?.staticData.page;
  const params = (match?.params ?? {}) as Params;
  const panel = useShownPanel();
  // Where somebody put the panel; until then each is where it is best.
  const [position, setPosition] = useState<"side" | "bottom">();
  const title = page ? titleOf(page, params) : "Page not found";

  useEffect(() => {
    document.title = `${title} · Ostiary`;
  }, [title]);

  return (
    <>
      <div id="top">
        <TopBar />
      </div>
      <AppLayoutToolbar
        headerSelector="#top"
        breadcrumbs={<Breadcrumbs />}
        navigation={<Navigation />}
        navigationOpen={wanted[width]}
        onNavigationChange={({ detail }) => want((before) => ({ ...before, [width]: detail.open }))}
        notifications={<Flashes />}
        tools={<Help />}
        toolsOpen={isOpen}
        onToolsChange={({ detail }) => (detail.open ? open() : close())}
        splitPanel={panel?.content}
        splitPanelOpen={panel !== null}
        splitPanelPreferences={{ position: position ?? panel?.position ?? "bottom" }}
        onSplitPanelPreferencesChange={({ detail }) => setPosition(detail.position)}
        onSplitPanelToggle={({ detail }) => !detail.open && panel?.onClose()}
        contentType={page?.contentType ?? "default"}
        content={<Outlet />}
      />
      <SessionGuard />
    </>
  );
}

/** Where the navigation covers the page, as it does below this width, it is closed until somebody opens it. */
const narrow = window.matchMedia("(max-width: 688px)");

function useIsNarrow(): boolean {
  const follow = (changed: () => void) => {
    narrow.addEventListener("change", changed);
    return () => narrow.removeEventListener("change", changed);
  };
  return useSyncExternalStore(follow, () => narrow.matches);
}

function Breadcrumbs() {
  const { follow } = useGo();
  const match = useMatches().at(-1);
  const page = match?.staticData.page;
  const items = [
    { text: "IAM", href: href(paths.home) },
    ...(page ? aboveOf(page, match.params as Params) : []).map(({ text, path }) => ({ text, href: href(path) })),
    ...(page && page.path !== paths.home
      ? [{ text: titleOf(page, match.params as Params), href: window.location.href }]
      : [{ text: page ? "Dashboard" : "Page not found", href: window.location.href }]),
  ];
  return <BreadcrumbGroup items={items} onFollow={follow} ariaLabel="Breadcrumbs" />;
}

function Navigation() {
  const { follow } = useGo();
  const [search, setSearch] = useState("");
  const match = useMatches().at(-1);
  const page = match?.staticData.page;
  // A page below a list belongs to the list's entry.
  const active = page ? (aboveOf(page, match.params as Params)[0]?.path ?? page.path) : "";
  return (
    <SideNavigation
      header={{ text: "Identity and Access Management (IAM)", href: href(paths.home) }}
      itemsControl={
        <Input
          type="search"
          value={search}
          onChange={({ detail }) => setSearch(detail.value)}
          placeholder="Search IAM"
          ariaLabel="Filter the navigation"
          clearAriaLabel="Clear"
        />
      }
      activeHref={href(active)}
      items={navigationItems(search)}
      onFollow={follow}
    />
  );
}
