/** What a page is to the frame around it, and the table of all pages. To add a page is to add a row. */
import type { ComponentType } from "react";
import { identityPages } from "../identity/pages";
import { activityPages } from "../pages/activity/pages";
import { credentialReportPages } from "../pages/credential-report/pages";
import { dashboardPages } from "../pages/dashboard/pages";
import { explainPages } from "../pages/explain/pages";
import { groupPages } from "../pages/groups/pages";
import { policyPages } from "../pages/policies/pages";
import { providerPages } from "../pages/providers/pages";
import { quotaPages } from "../pages/quotas/pages";
import { rolePages } from "../pages/roles/pages";
import { credentialPages } from "../pages/security-credentials/pages";
import { settingsPages } from "../pages/settings/pages";
import { simulatorPages } from "../pages/simulator/pages";
import { switchRolePages } from "../pages/switch-role/pages";
import { userPages } from "../pages/users/pages";

export type Params = Record<string, string>;

export interface Crumb {
  text: string;
  path: string;
}

export interface Page {
  /** The path, with `$name` for what is filled in. */
  path: string;
  /** The last breadcrumb, and the title of the window. */
  title: string | ((params: Params) => string);
  /** The breadcrumbs between the console's home and the page. */
  above?: readonly Crumb[] | ((params: Params) => readonly Crumb[]);
  /** How wide the content is, and how it is set. */
  contentType?: "table" | "form" | "wizard" | "default" | "dashboard";
  /** Loads the page, whose default export it is, when somebody first goes there. */
  load: () => Promise<{ default: ComponentType }>;
}

export const PAGES: readonly Page[] = [
  ...dashboardPages,
  ...groupPages,
  ...userPages,
  ...providerPages,
  ...settingsPages,
  ...identityPages,
  ...rolePages,
  ...policyPages,
  ...credentialReportPages,
  ...activityPages,
  ...quotaPages,
  ...explainPages,
  ...simulatorPages,
  ...credentialPages,
  ...switchRolePages,
];

export const titleOf = (page: Page, params: Params) =>
  typeof page.title === "string" ? page.title : page.title(params);

export const aboveOf = ({ above = [] }: Page, params: Params) => (typeof above === "function" ? above(params) : above);

const EXISTING = new Set(PAGES.map(({ path }) => path));

/** Whether there is a page under that very path: what is not there is not offered. */
export const hasPage = (path: string) => EXISTING.has(path);
