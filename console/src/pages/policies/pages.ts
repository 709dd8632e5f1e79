import type { Page, Params } from "../../app/pages";
import { paths } from "../../app/paths";

const LIST = { text: "Policies", path: paths.policies };

/** The name that an ARN ends with. */
export const nameIn = (arn: string) => arn.split("/").at(-1) ?? arn;

const titleOf = ({ policyArn = "" }: Params) => nameIn(policyArn);

export const policyPages: readonly Page[] = [
  { path: paths.policies, title: "Policies", contentType: "table", load: () => import("./list") },
  {
    path: paths.createPolicy,
    title: "Create policy",
    above: [LIST],
    contentType: "wizard",
    load: () => import("./create"),
  },
  { path: "/policies/$policyArn", title: titleOf, above: [LIST], load: () => import("./detail") },
  {
    path: "/policies/$policyArn/edit",
    title: "Edit policy",
    above: ({ policyArn = "" }) => [LIST, { text: nameIn(policyArn), path: paths.policy(policyArn) }],
    contentType: "wizard",
    load: () => import("./edit"),
  },
];
