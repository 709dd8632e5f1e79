import type { Page } from "../../app/pages";
import { paths } from "../../app/paths";
import { readProvider } from "./provider";

const ABOVE = [{ text: "Identity providers", path: paths.providers }];

export const providerPages: readonly Page[] = [
  { path: paths.providers, title: "Identity providers", contentType: "table", load: () => import("./list") },
  {
    path: paths.addProvider,
    title: "Add identity provider",
    above: ABOVE,
    contentType: "form",
    load: () => import("./add"),
  },
  { path: paths.testToken, title: "Test a token", above: ABOVE, load: () => import("./test/page") },
  {
    path: "/providers/$providerArn",
    title: ({ providerArn = "" }) => readProvider(providerArn).name,
    above: ABOVE,
    load: () => import("./detail"),
  },
];
