import type { Page } from "../../app/pages";
import { paths } from "../../app/paths";

const LIST = { text: "Policies", path: paths.policies };

export const policyPages: readonly Page[] = [
  {
    path: paths.createPolicy,
    title: "Create policy",
    above: [LIST],
    contentType: "wizard",
    load: () => import("./create"),
  },
];
