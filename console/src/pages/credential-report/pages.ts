import type { Page } from "../../app/pages";
import { paths } from "../../app/paths";

export const credentialReportPages: readonly Page[] = [
  { path: paths.credentialReport, title: "Credential report", contentType: "table", load: () => import("./list") },
];
