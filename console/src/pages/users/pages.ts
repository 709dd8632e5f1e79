import type { Page } from "../../app/pages";
import { paths } from "../../app/paths";

export const userPages: readonly Page[] = [
  { path: paths.users, title: "Users", contentType: "table", load: () => import("./list") },
];
