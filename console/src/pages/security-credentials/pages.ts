import type { Page } from "../../app/pages";
import { paths } from "../../app/paths";

const above = [{ text: "Security credentials", path: paths.credentials }];

export const credentialPages: readonly Page[] = [
  { path: paths.credentials, title: "Security credentials", load: () => import("./detail") },
  {
    path: `${paths.credentials}/create-access-key`,
    title: "Create access key",
    above,
    contentType: "wizard",
    load: () => import("./create-access-key"),
  },
  {
    path: `${paths.credentials}/assign-mfa`,
    title: "Assign MFA device",
    above,
    contentType: "wizard",
    load: () => import("./assign-mfa"),
  },
];
