/** Creating a user: details, permissions, a look at it all, and the password. */
import SpaceBetween from "@cloudscape-design/components/space-between";
import Wizard from "@cloudscape-design/components/wizard";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useReducer, useState } from "react";
import { usePageHelp } from "../../app/help";
import { paths } from "../../app/paths";
import { useAddress } from "../../app/use-address";
import { useGo } from "../../app/use-go";
import { Refused } from "../../components/refused";
import { UnsavedChanges } from "../../components/unsaved";
import { usePasswordPolicy } from "../../credentials/use-password-policy";
import { grantsRead } from "../../identity/granting/grants";
import { PermissionStep } from "../../identity/granting/step";
import { DetailsStep } from "./create/details";
import { RetrievePassword } from "./create/retrieve";
import { ReviewStep } from "./create/review";
import { changeUser, detailsWrong, isBegun, isRight, NOBODY, nameOf, type Wrong } from "./create/state";
import { useCreation } from "./create/use-creation";
import { CREATE_USER_HELP } from "./help";
import { user as userRead } from "./queries";

const PLAIN = { step: "details" };
const STEPS = ["details", "permissions", "review"];

const NOTHING_WRONG: Wrong = { userName: "", path: "", password: "" };

export default function CreateUser() {
  usePageHelp(CREATE_USER_HELP);
  const [user, dispatch] = useReducer(changeUser, NOBODY);
  const [{ step }, change] = useAddress(PLAIN);
  const [isChecked, setChecked] = useState(false);
  const [takenName, setTakenName] = useState("");
  const asked = usePasswordPolicy();
  const queryClient = useQueryClient();
  const { go } = useGo();
  const userName = nameOf(user);
  const wrong = detailsWrong(user, asked);
  const isTaken = userName !== "" && userName.toLowerCase() === takenName.toLowerCase();
  // A reload forgets what was typed: it begins anew.
  const active = isRight(wrong) && !isTaken ? Math.max(0, STEPS.indexOf(step)) : 0;
  const grants = useQuery({ ...grantsRead(user.permissions), enabled: active > 0 });
  const creation = useCreation(user, grants.data, asked);

  /** Whether there is a user of that name already. Who may not ask learns it from the last step. */
  const check = useMutation({
    mutationFn: () =>
      queryClient.fetchQuery(userRead(userName)).then(
        () => true,
        () => false,
      ),
    onSuccess: (isFound) => {
      setTakenName(isFound ? userName : "");
      if (!isFound) change({ step: "permissions" });
    },
  });

  if (creation.isTried && user.hasConsole) {
    const { password, isBusy, failures, retry } = creation;
    return <RetrievePassword {...{ userName, password, isBusy, failures }} onRetry={retry} />;
  }

  function move(to: number) {
    setChecked(true);
    if (active > 0 || to === 0) change({ step: STEPS[to] ?? "details" });
    else if (isRight(wrong) && !isTaken && (asked || !user.hasConsole)) check.mutate();
  }

  return (
    <>
      <UnsavedChanges when={isBegun(user) && !creation.isTried} />
      <Wizard
        activeStepIndex={active}
        isLoadingNextStep={check.isPending || creation.isBusy || (active === 2 && grants.isPending)}
        submitButtonText="Create user"
        onNavigate={({ detail }) => move(detail.requestedStepIndex)}
        onCancel={() => go(paths.users)}
        onSubmit={() => {
          if (grants.error) void grants.refetch();
          else if (user.areTagsRight) creation.create();
        }}
        steps={[
          {
            title: "Specify user details",
            content: (
              <DetailsStep
                user={user}
                onChange={(details) => dispatch({ type: "details", details })}
                asked={asked}
                wrong={
                  isTaken
                    ? { ...NOTHING_WRONG, userName: "A user of that name exists. Choose another name." }
                    : isChecked
                      ? wrong
                      : NOTHING_WRONG
                }
                isChecked={isChecked}
              />
            ),
          },
          {
            title: "Set permissions",
            content: (
              <PermissionStep
                state={user.permissions}
                dispatch={(permissions) => dispatch({ type: "permissions", change: permissions })}
              />
            ),
          },
          {
            title: "Review and create",
            content: (
              <SpaceBetween size="l">
                <Refused error={creation.error} />
                <ReviewStep user={user} dispatch={dispatch} />
              </SpaceBetween>
            ),
          },
        ]}
      />
    </>
  );
}
