/** The side navigation, in the order of the AWS console. Entries appear with their pages. */
import type { SideNavigationProps } from "@cloudscape-design/components/side-navigation";
import { hasPage } from "./pages";
import { href, paths } from "./paths";

interface Entry {
  text: string;
  path: string;
}

const SECTIONS: readonly { text: string; entries: readonly Entry[] }[] = [
  {
    text: "Access management",
    entries: [
      { text: "User groups", path: paths.groups },
      { text: "Users", path: paths.users },
      { text: "Roles", path: paths.roles },
      { text: "Policies", path: paths.policies },
      { text: "Identity providers", path: paths.providers },
      { text: "Account settings", path: paths.settings },
    ],
  },
  {
    text: "Access reports",
    entries: [
      { text: "Access analysis", path: paths.analysis },
      { text: "Credential report", path: paths.credentialReport },
      { text: "Activity", path: paths.activity },
      { text: "Quotas", path: paths.quotas },
    ],
  },
  {
    text: "Tools",
    entries: [
      { text: "Policy simulator", path: paths.simulator },
      { text: "Explain a decision", path: paths.explain },
      { text: "Compare policies", path: paths.compare },
    ],
  },
];

const HOME: Entry = { text: "Dashboard", path: paths.home };

/** Return the entries whose text holds *search*. */
export function navigationItems(search: string): SideNavigationProps.Item[] {
  const isMeant = ({ text, path }: Entry) => hasPage(path) && text.toLowerCase().includes(search.trim().toLowerCase());
  const link = ({ text, path }: Entry): SideNavigationProps.Link => ({ type: "link", text, href: href(path) });
  const sections = SECTIONS.map(({ text, entries }): SideNavigationProps.Section => {
    return { type: "section", text, items: entries.filter(isMeant).map(link) };
  });
  return [...[HOME].filter(isMeant).map(link), ...sections.filter(({ items }) => items.length > 0)];
}
