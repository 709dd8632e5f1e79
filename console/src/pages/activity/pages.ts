import type { Page } from "../../app/pages";
import { paths } from "../../app/paths";

export const activityPages: readonly Page[] = [
  { path: paths.activity, title: "Activity", contentType: "table", load: () => import("./list") },
];
