import type { Page } from "../../app/pages";
import { paths } from "../../app/paths";

export const explainPages: readonly Page[] = [
  { path: paths.explain, title: "Explain a decision", load: () => import("./detail") },
];
