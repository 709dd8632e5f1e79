/** Changes what a policy says: saving makes a new version. */
import {
  CreatePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type PolicyVersion,
} from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Wizard from "@cloudscape-design/components/wizard";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callIam, forget } from "../../api/queries";
import { useFlashes } from "../../app/flashes";
import { InfoLink, usePageHelp } from "../../app/help";
import { paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { useParam } from "../../app/use-param";
import { Answer } from "../../components/answer";
import { Go } from "../../components/go";
import { readable } from "../../components/json-view";
import { LineDiff } from "../../components/line-diff";
import { DocumentView } from "../../components/policy-document";
import { Refused } from "../../components/refused";
import { UnsavedChanges } from "../../components/unsaved";
import { deleteVersion } from "./delete";
import { savedText } from "./document";
import { EDITOR_HELP } from "./help";
import { MakeRoom } from "./make-room";
import { nameIn } from "./pages";
import { versionsOf } from "./queries";
import { SpecifyPermissions } from "./specify";
import { useQuota } from "./use-quota";
import { VERSION_READS } from "./version-dialogs";

export default function EditPolicy() {
  usePageHelp(EDITOR_HELP);
  const arn = useParam("policyArn");
  return (
    <Answer query={useQuery(opened(arn))}>{(PolicyVersion) => <Editing arn={arn} saved={PolicyVersion} />}</Answer>
  );
}

/** The version that somebody begins with: read once, whatever becomes of the policy meanwhile, so that no text is lost. */
const opened = (PolicyArn: string) =>
  queryOptions({
    queryKey: ["opened", PolicyArn],
    queryFn: async ({ signal }): Promise<PolicyVersion> => {
      const { Policy } = await callIam("GetPolicy", GetPolicyCommand, { PolicyArn }, signal);
      const asked = { PolicyArn, VersionId: Policy?.DefaultVersionId };
      return (await callIam("GetPolicyVersion", GetPolicyVersionCommand, asked, signal)).PolicyVersion ?? {};
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

function Editing({ arn, saved }: { arn: string; saved: PolicyVersion }) {
  const id = saved.VersionId ?? "";
  const before = savedText(saved.Document ?? "");
  const [step, setStep] = useState(0);
  const [text, setText] = useState(before);
  const [isDefault, setDefault] = useState(true);
  const [hasErrors, setErrors] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const [isFull, setFull] = useState(false);
  const versions = useQuery(versionsOf(arn));
  const queryClient = useQueryClient();
  const { succeed } = useFlashes();
  const { go, leave } = useGo();
  const name = nameIn(arn);
  const [overtakenBy, setOvertakenBy] = useState("");
  const saving = useMutation({
    mutationFn: async (inPlaceOf: string | null) => {
      // Somebody else may have saved meanwhile: their change is not in what was opened here, and would be lost unseen.
      const { Policy } = await callIam("GetPolicy", GetPolicyCommand, { PolicyArn: arn });
      const present = Policy?.DefaultVersionId ?? id;
      if (present !== id && present !== overtakenBy) {
        setOvertakenBy(present);
        return null;
      }
      if (inPlaceOf !== null) await deleteVersion(arn, inPlaceOf);
      return callIam("CreatePolicyVersion", CreatePolicyVersionCommand, {
        PolicyArn: arn,
        PolicyDocument: text,
        SetAsDefault: isDefault,
      });
    },
    onSettled: () => forget(queryClient, ...VERSION_READS),
    onSuccess: (answer) => {
      if (answer === null) return setFull(false);
      const made = answer.PolicyVersion;
      succeed(`Policy ${name} saved as version ${made?.VersionId}${made?.IsDefaultVersion ? ", the default" : ""}.`);
      leave(paths.policy(arn));
    },
    onError: () => setFull(false),
  });
  const most = useQuota("VersionsPerPolicyQuota");
  const hasMost = (versions.data?.Versions?.length ?? 0) >= most;
  const others = versions.data?.Versions?.filter(({ IsDefaultVersion }) => !IsDefaultVersion) ?? [];

  return (
    <>
      <UnsavedChanges when={text !== before} />
      <Wizard
        activeStepIndex={step}
        onNavigate={({ detail: { requestedStepIndex } }) => {
          // What was refused was another document.
          saving.reset();
          setAsked(requestedStepIndex > 0);
          if (requestedStepIndex === 0 || !hasErrors) setStep(requestedStepIndex);
        }}
        onCancel={() => go(paths.policy(arn))}
        onSubmit={() => (hasMost ? setFull(true) : saving.mutate(null))}
        submitButtonText="Save changes"
        isLoadingNextStep={saving.isPending}
        steps={[
          {
            title: `Modify permissions in ${name}`,
            info: <InfoLink topic={EDITOR_HELP} />,
            ...(isAsked && hasErrors && { errorText: "Mend the errors in the policy document to go on." }),
            content: (
              <SpecifyPermissions name={name} text={text} onChange={setText} onErrors={setErrors} first="json" />
            ),
          },
          {
            title: "Review and save",
            content: (
              <SpaceBetween size="l">
                <Refused error={saving.error} />
                {overtakenBy ? (
                  <Alert type="warning" header={`${overtakenBy} is the default version by now`}>
                    Somebody saved it after you had opened {id}, and what it changes is not in your text.{" "}
                    <Go to={`${paths.policy(arn)}?tab=versions`}>Look at the versions</Go>, or press “Save changes” once
                    more to save yours nevertheless.
                  </Alert>
                ) : null}
                <Container header={<Header variant="h2">Version</Header>}>
                  <Checkbox
                    checked={isDefault}
                    onChange={({ detail }) => setDefault(detail.checked)}
                    description="It is in force at once for all who have this policy. Otherwise it waits among the versions."
                  >
                    Set this new version as the default
                  </Checkbox>
                </Container>
                <Container header={<Header variant="h2">Permissions defined in this policy</Header>}>
                  <DocumentView text={text} name={name} first="summary" />
                </Container>
                <Container header={<Header variant="h2">Changes</Header>}>
                  <LineDiff before={readable(before)} after={readable(text)} names={[id, "the new version"]} />
                </Container>
              </SpaceBetween>
            ),
          },
        ]}
      />
      {isFull ? (
        <MakeRoom
          versions={others}
          isBusy={saving.isPending}
          onConfirm={(inPlaceOf) => saving.mutate(inPlaceOf)}
          onCancel={() => setFull(false)}
        />
      ) : null}
    </>
  );
}
