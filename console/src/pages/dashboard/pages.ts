import type { Page } from "../../app/pages";
import { paths } from "../../app/paths";

export const dashboardPages: readonly Page[] = [
  { path: paths.home, title: "Dashboard", contentType: "dashboard", load: () => import("./detail") },
];
