import type { Page } from "../../app/pages";
import { paths } from "../../app/paths";

export const settingsPages: readonly Page[] = [
  { path: paths.settings, title: "Account settings", load: () => import("./detail") },
  {
    path: paths.passwordPolicy,
    title: "Edit password policy",
    above: [{ text: "Account settings", path: paths.settings }],
    contentType: "form",
    load: () => import("./password-policy"),
  },
];
