/** Making a user: the calls, in their order. Without the user the rest is in vain; the rest stands each for itself. */
import { CreateUserCommand } from "@aws-sdk/client-iam";
import { callIam } from "../../../api/queries";
import type { Step } from "../../../components/steps";
import { toIam } from "../../../components/tag-editor";
import { allowOwnPassword, setPassword } from "../../../credentials/console-access";
import { type Grants, grantSteps } from "../../../identity/granting/grants";
import { type NewUser, nameOf } from "./state";

interface Console {
  password: string;
  /** Whether every user of the account may change their own password. */
  usersMayChange: boolean | null;
  partition: string;
  /** Called once the user has the password. */
  onPassword: () => void;
}

export function creationStep(user: NewUser): Step {
  const UserName = nameOf(user);
  const tags = toIam(user.tags);
  return {
    label: `Create user ${UserName}`,
    isVital: true,
    run: () =>
      callIam("CreateUser", CreateUserCommand, { UserName, Path: user.path, ...(tags.length > 0 && { Tags: tags }) }),
  };
}

function consoleSteps(user: NewUser, { password, usersMayChange, partition, onPassword }: Console): Step[] {
  const userName = nameOf(user);
  const { mustChange } = user.password;
  const enable = {
    label: "Enable console access",
    run: async () => {
      await setPassword({ userName, isEnabled: false, password, mustChange });
      onPassword();
    },
  };
  const allow = {
    label: "Attach IAMUserChangePassword",
    run: () => allowOwnPassword(userName, partition),
  };
  return mustChange && usersMayChange === false ? [enable, allow] : [enable];
}

/** What follows the user. Permissions come first: whoever signs in finds them. */
export const furtherSteps = (user: NewUser, grants: Grants, console: Console | null): Step[] => [
  ...grantSteps(nameOf(user), grants),
  ...(console ? consoleSteps(user, console) : []),
];
