import type { Page } from "../../app/pages";
import { paths } from "../../app/paths";

const ROLES = { text: "Roles", path: paths.roles };

export const rolePages: readonly Page[] = [
  { path: paths.roles, title: "Roles", contentType: "table", load: () => import("./list") },
  {
    path: paths.createRole,
    title: "Create role",
    above: [ROLES],
    contentType: "wizard",
    load: () => import("./create"),
  },
  {
    path: "/roles/$roleName",
    title: ({ roleName = "" }) => roleName,
    above: [ROLES],
    load: () => import("./detail"),
  },
  {
    path: "/roles/$roleName/trust-policy",
    title: "Edit trust policy",
    above: ({ roleName = "" }) => [ROLES, { text: roleName, path: paths.role(roleName) }],
    contentType: "form",
    load: () => import("./edit-trust"),
  },
];
