/** Gives a user more permissions: what, and then a look at it before it is done. */
import SpaceBetween from "@cloudscape-design/components/space-between";
import Wizard from "@cloudscape-design/components/wizard";
import { useQuery } from "@tanstack/react-query";
import { useReducer, useState } from "react";
import { useFlashes } from "../../app/flashes";
import { usePageHelp } from "../../app/help";
import { useAddress } from "../../app/use-address";
import { useGo } from "../../app/use-go";
import { Failures } from "../../components/failures";
import { useSteps } from "../../components/steps";
import { UnsavedChanges } from "../../components/unsaved";
import { PERMISSIONS_HELP } from "../help";
import { readsOfPolicies } from "../kinds";
import { pathOf } from "../places";
import { READS_OF_MEMBERSHIP } from "../steps";
import { useIdentity } from "../use-identity";
import { grantSteps, grantsRead } from "./grants";
import { PermissionReview } from "./review";
import { changePermissions, isNothing, NO_PERMISSIONS } from "./state";
import { PermissionStep } from "./step";

const PLAIN = { step: "permissions" };
const STEPS = ["permissions", "review"] as const;

export default function AddPermissions() {
  usePageHelp(PERMISSIONS_HELP);
  const of = useIdentity();
  const [state, dispatch] = useReducer(changePermissions, NO_PERMISSIONS);
  const [{ step }, change] = useAddress(PLAIN);
  const [isRefused, refuse] = useState(false);
  const { leave, go } = useGo();
  const { succeed } = useFlashes();
  // A reload forgets what was chosen: then there is nothing to look over yet.
  const active = step === "review" && !isNothing(state) ? 1 : 0;
  const grants = useQuery({ ...grantsRead(state), enabled: active === 1 });
  const { run, isBusy, isDone, failures, retry } = useSteps({
    forgets: [...readsOfPolicies(of), ...READS_OF_MEMBERSHIP],
    onDone: () => {
      succeed(`Permissions added to ${of.name}.`);
      leave(pathOf(of));
    },
  });
  return (
    <>
      <UnsavedChanges when={!isNothing(state) && !isDone} />
      <Wizard
        activeStepIndex={active}
        isLoadingNextStep={isBusy || (active === 1 && grants.isPending)}
        onNavigate={({ detail }) => {
          refuse(isNothing(state));
          if (!isNothing(state)) change({ step: STEPS[detail.requestedStepIndex] ?? "permissions" });
        }}
        onCancel={() => go(pathOf(of))}
        onSubmit={() => {
          if (grants.data) run(grantSteps(of.name, grants.data));
        }}
        submitButtonText="Add permissions"
        i18nStrings={{
          stepNumberLabel: (number) => `Step ${number}`,
          collapsedStepsLabel: (number, count) => `Step ${number} of ${count}`,
          navigationAriaLabel: "Steps",
          cancelButton: "Cancel",
          previousButton: "Previous",
          nextButton: "Next",
        }}
        steps={[
          {
            title: "Add permissions",
            description: `Add permissions to ${of.name} by groups, as another user has them, or by policies.`,
            errorText: isRefused && isNothing(state) ? "Choose a group, a user, a policy or a boundary." : undefined,
            content: <PermissionStep state={state} dispatch={dispatch} userName={of.name} />,
          },
          {
            title: "Review",
            content: (
              <SpaceBetween size="l">
                <Failures failures={failures} onRetry={retry} />
                <PermissionReview state={state} userName={of.name} />
              </SpaceBetween>
            ),
          },
        ]}
      />
    </>
  );
}
