import type { Page } from "../../app/pages";
import { paths } from "../../app/paths";

export const simulatorPages: readonly Page[] = [
  { path: paths.simulator, title: "Policy simulator", load: () => import("./detail") },
];
