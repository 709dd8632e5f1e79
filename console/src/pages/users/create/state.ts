/** What somebody has said of a new user, step by step, and what is wrong with it. */
import type { Tags } from "../../../components/tag-editor";
import { FIRST_PASSWORD, type PasswordWish, passwordError } from "../../../credentials/password-choice";
import type { AskedOfPasswords } from "../../../credentials/use-password-policy";
import {
  changePermissions,
  NO_PERMISSIONS,
  type PermissionChange,
  type PermissionState,
} from "../../../identity/granting/state";
import { nameWrong } from "../../../identity/names";

export interface NewUser {
  userName: string;
  path: string;
  hasConsole: boolean;
  password: PasswordWish;
  permissions: PermissionState;
  tags: Tags;
  areTagsRight: boolean;
}

export const NOBODY: NewUser = {
  userName: "",
  path: "/",
  hasConsole: false,
  password: FIRST_PASSWORD,
  permissions: NO_PERMISSIONS,
  tags: [],
  areTagsRight: true,
};

export type Change =
  | { type: "details"; details: Partial<Pick<NewUser, "userName" | "path" | "hasConsole" | "password">> }
  | { type: "permissions"; change: PermissionChange }
  | { type: "tags"; tags: Tags; areRight: boolean };

export function changeUser(user: NewUser, change: Change): NewUser {
  switch (change.type) {
    case "details":
      return { ...user, ...change.details };
    case "permissions":
      return { ...user, permissions: changePermissions(user.permissions, change.change) };
    case "tags":
      return { ...user, tags: change.tags, areTagsRight: change.areRight };
  }
}

/** The name without the spaces around it, which nobody means. */
export const nameOf = ({ userName }: NewUser) => userName.trim();

const LONGEST_PATH = 512;

export const pathWrong = (path: string) =>
  path.length <= LONGEST_PATH && /^\/(?:[!-.0-~]+\/)*$/.test(path)
    ? ""
    : `Begin and end the path with a slash, and leave out spaces, in at most ${LONGEST_PATH} characters.`;

export interface Wrong {
  userName: string;
  path: string;
  password: string;
}

/** Return what is wrong with each field of the first step, or "". */
export function detailsWrong(user: NewUser, asked: Pick<AskedOfPasswords, "rules"> | null): Wrong {
  return {
    userName: nameWrong("user", nameOf(user)),
    path: pathWrong(user.path),
    password: user.hasConsole && asked ? passwordError(user.password, asked) : "",
  };
}

export const isRight = (wrong: Wrong) => Object.values(wrong).every((text) => text === "");

/** Whether something was said that would be lost. */
export const isBegun = (user: NewUser) => user !== NOBODY;
