import type { Page } from "../../app/pages";
import { paths } from "../../app/paths";

const above = [{ text: "User groups", path: paths.groups }];

export const groupPages: readonly Page[] = [
  { path: paths.groups, title: "User groups", contentType: "table", load: () => import("./list") },
  {
    path: paths.createGroup,
    title: "Create user group",
    above,
    contentType: "form",
    load: () => import("./create"),
  },
  { path: "/groups/$groupName", title: ({ groupName = "" }) => groupName, above, load: () => import("./detail") },
];
