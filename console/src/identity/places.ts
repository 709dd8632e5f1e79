/** Where the pages of an identity are. */
import { paths } from "../app/paths";
import type { Identity, Kind } from "./kinds";

export const LISTS: Readonly<Record<Kind, { text: string; path: string }>> = {
  user: { text: "Users", path: paths.users },
  group: { text: "User groups", path: paths.groups },
  role: { text: "Roles", path: paths.roles },
};

export const pathOf = ({ kind, name }: Identity) => `${LISTS[kind].path}/${encodeURIComponent(name)}`;

export const createInlinePath = (of: Identity) => `${pathOf(of)}/inline-policies/create`;

export const editInlinePath = (of: Identity, policy: string) =>
  `${pathOf(of)}/inline-policies/edit/${encodeURIComponent(policy)}`;

export const addPermissionsPath = (of: Identity) => `${pathOf(of)}/permissions/add`;
