import type { Page } from "../../app/pages";
import { paths } from "../../app/paths";

export const rolePages: readonly Page[] = [
  { path: paths.roles, title: "Roles", contentType: "table", load: () => import("./list") },
];
