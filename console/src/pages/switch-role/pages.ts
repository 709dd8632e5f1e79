import type { Page } from "../../app/pages";
import { paths } from "../../app/paths";

export const switchRolePages: readonly Page[] = [
  { path: paths.switchRole, title: "Switch role", contentType: "form", load: () => import("./form") },
];
