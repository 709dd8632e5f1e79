/** One's own credentials, and what is done for a user's or for one's own on a page of its own. */
import type { Page, Params } from "../../app/pages";
import { paths } from "../../app/paths";

const above = [{ text: "Security credentials", path: paths.credentials }];

const aboveUser = ({ userName = "" }: Params) => [
  { text: "Users", path: paths.users },
  { text: userName, path: paths.user(userName) },
];

const STEPS = [
  { path: "create-access-key", title: "Create access key", load: () => import("./create-access-key") },
  { path: "assign-mfa", title: "Assign MFA device", load: () => import("./assign-mfa") },
] as const;

export const credentialPages: readonly Page[] = [
  { path: paths.credentials, title: "Security credentials", load: () => import("./detail") },
  ...STEPS.flatMap(({ path, title, load }): Page[] => [
    { path: `${paths.credentials}/${path}`, title, above, contentType: "wizard", load },
    { path: `/users/$userName/${path}`, title, above: aboveUser, contentType: "wizard", load },
  ]),
];
