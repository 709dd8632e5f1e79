import type { ButtonDropdownProps } from "@cloudscape-design/components/button-dropdown";
import TopNavigation, { type TopNavigationProps } from "@cloudscape-design/components/top-navigation";
import { lazy, Suspense, useState } from "react";
import { apiError } from "../api/errors";
import { Chip } from "../components/chip";
import { accountOf, hasOwnCredentials, useSession } from "../session/context";
import { signOut, switchBack } from "../session/endpoints";
import { colourOf, recentRoles } from "../session/recent-roles";
import { actAs } from "./act-as";
import { useFlashes } from "./flashes";
import { useHelp } from "./help";
import icon from "./icon.svg";
import { hasPage } from "./pages";
import { BASE, href, paths } from "./paths";
import { type Choice, choose, chosen } from "./theme";
import { useGo } from "./use-go";

const MODES: readonly { id: Choice; text: string }[] = [
  { id: "browser", text: "Browser default" },
  { id: "light", text: "Light" },
  { id: "dark", text: "Dark" },
];

/** How the menu's entries of recent roles begin. */
const RECENT = "role-";

/** Nobody searches before there is something to see: the frame does not wait for it. */
const Search = lazy(() => import("./search"));

export function TopBar() {
  const session = useSession();
  const { succeed, fail } = useFlashes();
  const { go, follow } = useGo();
  const { open } = useHelp();
  const [mode, setMode] = useState(chosen());

  const account = accountOf(session);
  const named = session.role === null ? session.accountAlias || session.account : session.role.account;
  const who = session.principal.type === "Root" ? "root" : session.principal.name;
  const shown = session.role?.displayName ?? `${who} @ ${named}`;

  // Whoever somebody becomes, the page begins anew: nothing that was read as somebody else stays.
  const leave = (work: () => Promise<unknown>, to: string, what: string) =>
    work().then(
      () => window.location.assign(to),
      (failure: unknown) => fail(`${what} failed`, apiError(what, failure)),
    );

  const copyAccount = () =>
    navigator.clipboard.writeText(account).then(
      () => succeed("Account ID copied."),
      (failure: unknown) => fail("The account ID was not copied", apiError("Copy", failure)),
    );

  const actions: Record<string, () => void> = {
    account: copyAccount,
    credentials: () => go(paths.credentials),
    switch: () => go(paths.switchRole),
    back: () => leave(switchBack, BASE, "Going back"),
    out: () => leave(signOut, "/signin", "Sign-out"),
  };

  const arn = session.principal.arn;
  const canSwitch = session.principal.type === "IAMUser" && hasPage(paths.switchRole);
  const hasCredentials = hasPage(paths.credentials) && hasOwnCredentials(session);
  const recent = canSwitch ? recentRoles(arn) : [];
  const items: ButtonDropdownProps.ItemOrGroup[] = [
    { id: "account", text: `Account ID: ${account}`, secondaryText: "Copy", iconName: "copy" },
    ...(hasCredentials ? [{ id: "credentials", text: "Security credentials" }] : []),
    ...(canSwitch ? [{ id: "switch", text: "Switch role" }] : []),
    ...(session.role === null ? [] : [{ id: "back", text: `Back to ${session.principal.name}` }]),
    ...(recent.length === 0
      ? []
      : [
          {
            id: "roles",
            text: "Recent roles",
            items: recent.map(({ displayName, colour }, at) => ({
              id: `${RECENT}${at}`,
              text: displayName,
              iconSvg: <Chip colour={colour} />,
            })),
          },
        ]),
    { id: "out", text: "Sign out" },
  ];

  function follows(id: string) {
    const role = id.startsWith(RECENT) ? recent[Number(id.slice(RECENT.length))] : undefined;
    if (role) leave(() => actAs(arn, role), BASE, `Switching to ${role.displayName}`);
    else actions[id]?.();
  }

  const utilities: TopNavigationProps.Utility[] = [
    {
      type: "menu-dropdown",
      iconName: "settings",
      ariaLabel: "Appearance",
      title: "Appearance",
      items: MODES.map(({ id, text }) => ({ id, text, itemType: "checkbox" as const, checked: id === mode })),
      onItemClick: ({ detail }) => {
        choose(detail.id as Choice);
        setMode(detail.id as Choice);
      },
    },
    { type: "button", iconName: "status-info", ariaLabel: "Help", title: "Help", onClick: () => open() },
    {
      type: "menu-dropdown",
      text: shown,
      ...(session.role === null
        ? { iconName: "user-profile" as const }
        : { iconSvg: <Chip colour={colourOf(arn, session.role)} /> }),
      description: session.role === null ? `Account ${account}` : `Role in account ${account}`,
      items,
      onItemClick: ({ detail }) => follows(detail.id),
    },
  ];

  return (
    <TopNavigation
      identity={{
        href: href(paths.home),
        title: "Ostiary",
        logo: { src: icon, alt: "" },
        onFollow: (event) =>
          follow({ preventDefault: () => event.preventDefault(), detail: { href: href(paths.home) } }),
      }}
      search={
        <Suspense fallback={null}>
          <Search />
        </Suspense>
      }
      utilities={utilities}
      i18nStrings={{
        searchIconAriaLabel: "Search",
        searchDismissIconAriaLabel: "Close search",
        overflowMenuTriggerText: "More",
        overflowMenuTitleText: "All",
        overflowMenuBackIconAriaLabel: "Back",
        overflowMenuDismissIconAriaLabel: "Close menu",
      }}
    />
  );
}
