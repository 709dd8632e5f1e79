/** What somebody chose in the step that gives a user permissions. */

/** By groups, as another user has them, or by policies of the user's own. */
export type Way = "groups" | "copy" | "attach";

export interface PermissionState {
  way: Way;
  /** Names. */
  groups: readonly string[];
  /** The name of the user whose permissions are copied, or "". */
  copied: string;
  /** ARNs of managed policies. */
  policies: readonly string[];
  /** The ARN of the permissions boundary, or "". */
  boundary: string;
}

export const NO_PERMISSIONS: PermissionState = { way: "groups", groups: [], copied: "", policies: [], boundary: "" };

export type PermissionChange =
  | { type: "way"; way: Way }
  | { type: "groups"; groups: readonly string[] }
  | { type: "group-created"; group: string }
  | { type: "copy"; userName: string }
  | { type: "policies"; arns: readonly string[] }
  | { type: "boundary"; arn: string };

/** Return *state* after *change*. What was chosen for another way is kept, should somebody come back to it. */
export function changePermissions(state: PermissionState, change: PermissionChange): PermissionState {
  switch (change.type) {
    case "way":
      return { ...state, way: change.way };
    case "groups":
      return { ...state, groups: change.groups };
    case "group-created":
      return { ...state, groups: [...new Set([...state.groups, change.group])] };
    case "copy":
      return { ...state, copied: change.userName };
    case "policies":
      return { ...state, policies: change.arns };
    case "boundary":
      return { ...state, boundary: change.arn };
  }
}

/** Whether nothing is given, and nothing limited. */
export function isNothing({ way, groups, copied, policies, boundary }: PermissionState): boolean {
  const chosen = { groups: groups.length > 0, copy: copied !== "", attach: policies.length > 0 };
  return !chosen[way] && boundary === "";
}
