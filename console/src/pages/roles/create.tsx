/** Create a role: whom it trusts, what it may do, what it is called. */
import SpaceBetween from "@cloudscape-design/components/space-between";
import Wizard, { type WizardProps } from "@cloudscape-design/components/wizard";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { usePageHelp } from "../../app/help";
import { paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { showFirstInvalid } from "../../components/first-invalid";
import { Refused } from "../../components/refused";
import { UnsavedChanges } from "../../components/unsaved";
import { accountOf, useSession } from "../../session/context";
import { type Complaints, complaintsOf } from "../../trust/complaints";
import { choiceOf, type Draft, type EntityKind, namingComplaints, newDraft, withChoice } from "./create/draft";
import { EntityStep } from "./create/entity-step";
import { PermissionsStep } from "./create/permissions-step";
import { ReviewStep } from "./create/review-step";
import { useCreation } from "./create/use-creation";
import { CREATE_HELP } from "./help";
import { MEND } from "./trust-editor";

const MARKED = "Mend what is marked above to go on.";

function useStart(): Draft {
  const query = useSearch({ strict: false }) as Record<string, unknown>;
  const session = useSession();
  const given = (name: string) => (typeof query[name] === "string" ? query[name] : "");
  const [, partition = "aws"] = session.principal.arn.split(":");
  return newDraft({
    partition,
    account: accountOf(session),
    origin: window.location.origin,
    entity: given("entity"),
    provider: given("provider"),
  });
}

export default function CreateRole() {
  usePageHelp(CREATE_HELP);
  const [start] = useState(useStart());
  const [draft, setDraft] = useState(start);
  const [step, setStep] = useState(0);
  const [isChecked, setChecked] = useState(false);
  const [areTagsValid, setTagsValid] = useState(true);
  const [hasErrors, setErrors] = useState(false);
  const navigate = useNavigate();
  const { go } = useGo();

  const change = (changed: Partial<Draft>) => setDraft((before) => ({ ...before, ...changed }));
  const complaints: Complaints = draft.kind === "custom" && hasErrors ? { text: MEND } : complaintsOf(choiceOf(draft));
  const naming = namingComplaints(draft);

  const creation = useCreation(draft);

  const choose = (kind: EntityKind) => {
    change({ kind });
    setChecked(false);
    void navigate({ to: ".", search: (() => ({ entity: kind })) as never, replace: true });
  };

  const isWhole = Object.keys(complaints).length === 0;
  const isNamed = Object.keys(naming).length === 0 && areTagsValid;
  const goTo = ({ requestedStepIndex }: WizardProps.NavigateDetail) => {
    const isHeld = step === 0 && requestedStepIndex > 0 && !isWhole;
    setChecked(isHeld);
    if (isHeld) showFirstInvalid();
    else setStep(requestedStepIndex);
  };
  const submit = () => {
    setChecked(true);
    if (isNamed) creation.mutate();
    else showFirstInvalid();
  };

  return (
    <>
      <UnsavedChanges when={!creation.isSuccess && isTouched(draft, start)} />
      <Wizard
        i18nStrings={{
          stepNumberLabel: (number) => `Step ${number}`,
          collapsedStepsLabel: (number, count) => `Step ${number} of ${count}`,
          navigationAriaLabel: "Steps",
          cancelButton: "Cancel",
          previousButton: "Previous",
          nextButton: "Next",
        }}
        submitButtonText="Create role"
        activeStepIndex={step}
        isLoadingNextStep={creation.isPending}
        onNavigate={({ detail }) => goTo(detail)}
        onCancel={() => go(paths.roles)}
        onSubmit={submit}
        steps={[
          {
            title: "Select trusted entity",
            ...(isChecked && !isWhole && { errorText: MARKED }),
            content: (
              <EntityStep
                kind={draft.kind}
                choices={draft.choices}
                complaints={isChecked ? complaints : {}}
                isWhole={isWhole}
                onKind={choose}
                onErrors={setErrors}
                onChoice={(choice) => setDraft((before) => withChoice(before, choice))}
              />
            ),
          },
          {
            title: "Add permissions",
            isOptional: true,
            content: (
              <PermissionsStep
                policies={draft.policies}
                boundary={draft.boundary}
                onPolicies={(policies) => change({ policies })}
                onBoundary={(boundary) => change({ boundary })}
              />
            ),
          },
          {
            title: "Name, review, and create",
            ...(isChecked && !isNamed && { errorText: MARKED }),
            content: (
              <SpaceBetween size="l">
                <ReviewStep
                  draft={draft}
                  complaints={isChecked ? naming : {}}
                  onChange={(changed, isValid) => {
                    change(changed);
                    if (isValid !== undefined) setTagsValid(isValid);
                  }}
                  onEdit={setStep}
                />
                <Refused error={creation.error} />
              </SpaceBetween>
            ),
          },
        ]}
      />
    </>
  );
}

/** Whether there is something to lose: more than the kind, which one click brings back. */
const isTouched = (draft: Draft, start: Draft) =>
  JSON.stringify({ ...draft, kind: start.kind }) !== JSON.stringify(start);
