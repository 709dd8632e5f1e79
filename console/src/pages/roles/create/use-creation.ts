/** Makes the role and what belongs to it, and goes to its page. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { forget } from "../../../api/queries";
import { useFailedSteps } from "../../../app/failed-steps";
import { useFlashes } from "../../../app/flashes";
import { paths } from "../../../app/paths";
import { useGo } from "../../../app/use-go";
import { runSteps } from "../../../components/steps";
import { readsOfPolicies } from "../../../identity/kinds";
import { OLD as READS_OF_PROFILES } from "../profile-steps";
import type { Draft } from "./draft";
import { createRole, stepsAfter } from "./submit";

export function useCreation(draft: Draft) {
  const name = draft.name.trim();
  const reads = ["ListRoles", ...READS_OF_PROFILES, ...readsOfPolicies({ kind: "role", name })];
  const queryClient = useQueryClient();
  const { succeed } = useFlashes();
  const { leave } = useGo();
  const tellOf = useFailedSteps(reads);
  return useMutation({
    mutationFn: async () => {
      await createRole(draft);
      return runSteps(stepsAfter(draft));
    },
    onSettled: () => forget(queryClient, ...reads),
    onSuccess: (failures) => {
      succeed(`Role ${name} created.`);
      tellOf(failures);
      leave(paths.role(name));
    },
  });
}
