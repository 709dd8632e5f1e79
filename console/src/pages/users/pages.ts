import type { Page } from "../../app/pages";
import { paths } from "../../app/paths";

export const userPages: readonly Page[] = [
  { path: paths.users, title: "Users", contentType: "table", load: () => import("./list") },
  {
    path: paths.createUser,
    title: "Create user",
    above: [{ text: "Users", path: paths.users }],
    contentType: "wizard",
    load: () => import("./create"),
  },
  {
    path: "/users/$userName",
    title: ({ userName = "" }) => userName,
    above: [{ text: "Users", path: paths.users }],
    load: () => import("./detail"),
  },
];
