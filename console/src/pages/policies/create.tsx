/** Makes a managed policy: first the document, then its name. */
import { CreatePolicyCommand } from "@aws-sdk/client-iam";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Wizard from "@cloudscape-design/components/wizard";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callIam, forget } from "../../api/queries";
import { useFlashes } from "../../app/flashes";
import { InfoLink, usePageHelp } from "../../app/help";
import { paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { Refused } from "../../components/refused";
import { toIam } from "../../components/tag-editor";
import { UnsavedChanges } from "../../components/unsaved";
import { TEMPLATE } from "./document";
import { EDITOR_HELP, POLICIES_HELP } from "./help";
import { type Details, errorsIn, NO_DETAILS, Review } from "./review";
import { SpecifyPermissions } from "./specify";

function create(text: string, { name, description, path, tags }: Details) {
  return callIam("CreatePolicy", CreatePolicyCommand, {
    PolicyName: name.trim(),
    PolicyDocument: text,
    Path: path,
    ...(description && { Description: description }),
    ...(toIam(tags).length > 0 && { Tags: toIam(tags) }),
  });
}

export default function CreatePolicy() {
  usePageHelp(EDITOR_HELP);
  const queryClient = useQueryClient();
  const { succeed } = useFlashes();
  const { go, leave } = useGo();
  const [step, setStep] = useState(0);
  const [text, setText] = useState(TEMPLATE);
  const [details, setDetails] = useState(NO_DETAILS);
  const [hasErrors, setErrors] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const creation = useMutation({
    mutationFn: () => create(text, details),
    onSuccess: async () => {
      await forget(queryClient, "ListPolicies", "GetAccountSummary");
      succeed(`Policy ${details.name.trim()} created.`);
      leave(paths.policies);
    },
  });

  const errors = isAsked ? errorsIn(details) : {};
  const submit = () => {
    setAsked(true);
    if (Object.keys(errorsIn(details)).length === 0 && details.areTagsValid) creation.mutate();
  };

  return (
    <>
      <UnsavedChanges when={text !== TEMPLATE || details !== NO_DETAILS} />
      <Wizard
        activeStepIndex={step}
        onNavigate={({ detail: { requestedStepIndex } }) => {
          // What was refused was another document.
          creation.reset();
          setAsked(requestedStepIndex > 0 && hasErrors);
          if (requestedStepIndex === 0 || !hasErrors) setStep(requestedStepIndex);
        }}
        onCancel={() => go(paths.policies)}
        onSubmit={submit}
        submitButtonText="Create policy"
        isLoadingNextStep={creation.isPending}
        steps={[
          {
            title: "Specify permissions",
            info: <InfoLink topic={EDITOR_HELP} />,
            description: "Write what the policy allows or denies.",
            ...(isAsked && hasErrors && { errorText: "Mend the errors in the policy document to go on." }),
            content: (
              <SpecifyPermissions
                name={details.name.trim() || "my-policy"}
                text={text}
                onChange={setText}
                onErrors={setErrors}
                first="visual"
              />
            ),
          },
          {
            title: "Review and create",
            info: <InfoLink topic={POLICIES_HELP} />,
            content: (
              <SpaceBetween size="l">
                <Refused error={creation.error} />
                <Review
                  text={text}
                  details={details}
                  errors={errors}
                  onChange={(changed) => setDetails((present) => ({ ...present, ...changed }))}
                />
              </SpaceBetween>
            ),
          },
        ]}
      />
    </>
  );
}
