/** Makes the user and all that goes with it, and knows how that ended. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { forget } from "../../../api/queries";
import { useFailedSteps } from "../../../app/failed-steps";
import { useFlashes } from "../../../app/flashes";
import { paths } from "../../../app/paths";
import { useGo } from "../../../app/use-go";
import { type Failure, runSteps, type Step, stepsAgain } from "../../../components/steps";
import { passwordOf } from "../../../credentials/password-choice";
import type { AskedOfPasswords } from "../../../credentials/use-password-policy";
import type { Grants } from "../../../identity/granting/grants";
import { useSession } from "../../../session/context";
import { type NewUser, nameOf } from "./state";
import { creationStep, furtherSteps } from "./steps";

/** The operations whose answers are old once there is a new user. */
const READS = [
  "ListUsers",
  "GetUser",
  "GetAccountSummary",
  "GetGroup",
  "ListGroupsForUser",
  "GetLoginProfile",
  "ListAttachedUserPolicies",
  "ListUserPolicies",
];

export function useCreation(user: NewUser, grants: Grants | undefined, asked: AskedOfPasswords | null) {
  const partition = useSession().principal.arn.split(":")[1] ?? "aws";
  const queryClient = useQueryClient();
  const { succeed } = useFlashes();
  const { leave } = useGo();
  const tellOf = useFailedSteps(READS);
  const [isMade, setMade] = useState(false);
  const [isTried, setTried] = useState(false);
  // The password is in the state of this page and nowhere else.
  const [password, setPassword] = useState<string | null>(null);
  const [failures, setFailures] = useState<readonly Failure[]>([]);
  const userName = nameOf(user);

  const further = useMutation({
    mutationFn: async (steps: readonly Step[]) => {
      const failed = await runSteps(steps);
      setFailures(failed);
      setTried(true);
      if (user.hasConsole) return;
      // Without a password there is nothing to hand over: what failed is told on the user's page.
      if (failed.length === 0) succeed(`User ${userName} created.`);
      tellOf(failed);
      leave(paths.user(userName));
    },
    onSettled: () => forget(queryClient, ...READS),
  });
  const creation = useMutation({
    mutationFn: async (following: readonly Step[]) => {
      await creationStep(user).run();
      setMade(true);
      further.mutate(following);
    },
    onSettled: () => forget(queryClient, ...READS),
  });

  function create() {
    if (!grants) return;
    const chosen = user.hasConsole && asked ? passwordOf(user.password, asked) : null;
    const console = chosen === null ? null : { password: chosen, onPassword: () => setPassword(chosen) };
    const rules = { usersMayChange: asked?.usersMayChange ?? null, partition };
    creation.mutate(furtherSteps(user, grants, console && { ...console, ...rules }));
  }

  return {
    create,
    error: creation.error,
    isBusy: creation.isPending || further.isPending,
    isMade,
    /** Whether all that follows the user was tried once. */
    isTried,
    password,
    failures,
    retry: () => further.mutate(stepsAgain(failures)),
  };
}
