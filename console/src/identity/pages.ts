/** The pages that users, groups and roles have alike. */
import type { Page, Params } from "../app/pages";
import type { Identity, Kind } from "./kinds";
import { LISTS, pathOf } from "./places";

/** What addresses call the name of an identity. */
const PARAMS: Readonly<Record<Kind, string>> = { user: "userName", group: "groupName", role: "roleName" };

/** Return whom an address is about. */
export function identityIn(params: Params): Identity {
  const kinds: readonly Kind[] = ["user", "group", "role"];
  const kind = kinds.find((each) => PARAMS[each] in params) ?? "user";
  return { kind, name: params[PARAMS[kind]] ?? "" };
}

function crumbs(params: Params) {
  const of = identityIn(params);
  return [LISTS[of.kind], { text: of.name, path: pathOf(of) }];
}

function pagesOf(kind: Kind): readonly Page[] {
  const path = `${LISTS[kind].path}/$${PARAMS[kind]}`;
  return [
    {
      path: `${path}/inline-policies/create`,
      title: "Create inline policy",
      above: crumbs,
      contentType: "form",
      load: () => import("./inline-create"),
    },
    {
      path: `${path}/inline-policies/edit/$policyName`,
      title: ({ policyName = "" }) => `Edit ${policyName}`,
      above: crumbs,
      contentType: "form",
      load: () => import("./inline-edit"),
    },
  ];
}

const addPermissions: Page = {
  path: "/users/$userName/permissions/add",
  title: "Add permissions",
  above: crumbs,
  contentType: "wizard",
  load: () => import("./granting/add"),
};

export const identityPages: readonly Page[] = [
  addPermissions,
  ...pagesOf("user"),
  ...pagesOf("group"),
  ...pagesOf("role"),
];
