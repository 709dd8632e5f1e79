/** Making an access key: what it is for, what it is called, and its secret, which is shown this once. */
import { type AccessKey, CreateAccessKeyCommand } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Wizard from "@cloudscape-design/components/wizard";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callIam, forget } from "../api/queries";
import { useGo } from "../app/use-go";
import { Refused } from "../components/refused";
import { UnsavedChanges } from "../components/unsaved";
import { DescriptionInput, descriptionError } from "./access-key-description";
import { RetrieveAccessKey } from "./access-key-retrieval";
import { named, type Owner } from "./owner";
import { credentialsPath } from "./paths";
import { USE_CASES } from "./use-cases";

export function AccessKeyWizard({ owner }: { owner: Owner }) {
  const { go } = useGo();
  const queryClient = useQueryClient();
  const isRoot = owner.kind === "root";
  const [step, setStep] = useState(0);
  const [useCase, setUseCase] = useState<string | null>(null);
  const [isUnderstood, understand] = useState(false);
  const [isChecked, setChecked] = useState(false);
  const [text, setText] = useState("");
  const isReady = isUnderstood && (isRoot || useCase !== null);

  const [made, setMade] = useState<AccessKey | null>(null);
  const creation = useMutation({
    // The answer holds the secret: it goes into the state of this page and nowhere else.
    mutationFn: async () => {
      const { AccessKey: key = null } = await callIam("CreateAccessKey", CreateAccessKeyCommand, named(owner));
      setMade(key);
    },
    onSuccess: () => forget(queryClient, "ListAccessKeys", "GetAccountSummary"),
  });

  if (made) return <RetrieveAccessKey accessKey={made} owner={owner} description={text.trim()} />;

  function move(to: number) {
    setChecked(true);
    if (to < step || isReady) setStep(to);
  }

  function create() {
    setChecked(true);
    if (isReady && descriptionError(text) === "") creation.mutate();
  }

  const failure = <Refused error={creation.error} />;
  const first = {
    title: isRoot ? "Alternatives to root user access keys" : "Access key best practices and alternatives",
    description: "Avoid keys that last where there is something that ends by itself.",
    content: (
      <SpaceBetween size="l">
        {isRoot ? failure : null}
        {isRoot ? <RootWarning /> : <UseCases value={useCase} onChange={setUseCase} isChecked={isChecked} />}
        <FormField errorText={isChecked && !isUnderstood && "Confirm that you understand."}>
          <Checkbox checked={isUnderstood} onChange={({ detail }) => understand(detail.checked)}>
            {isRoot
              ? "I understand that root access keys are unsafe"
              : "I understand the recommendation and want to create an access key"}
          </Checkbox>
        </FormField>
      </SpaceBetween>
    ),
  };
  const second = {
    title: "Set description tag",
    isOptional: true,
    content: (
      <SpaceBetween size="l">
        {failure}
        <Container>
          <DescriptionInput value={text} onChange={setText} />
        </Container>
      </SpaceBetween>
    ),
  };
  return (
    <>
      <UnsavedChanges when={text.trim() !== ""} />
      <Wizard
        steps={isRoot ? [first] : [first, second]}
        activeStepIndex={step}
        isLoadingNextStep={creation.isPending}
        submitButtonText="Create access key"
        onNavigate={({ detail }) => move(detail.requestedStepIndex)}
        onCancel={() => go(credentialsPath(owner, "access-keys"))}
        onSubmit={create}
      />
    </>
  );
}

interface UseCaseProps {
  value: string | null;
  onChange: (value: string) => void;
  isChecked: boolean;
}

function UseCases({ value, onChange, isChecked }: UseCaseProps) {
  const chosen = USE_CASES.find((each) => each.value === value);
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Use case</Header>}>
        <FormField label="What the key is for" errorText={isChecked && value === null && "Choose what the key is for."}>
          <RadioGroup
            value={value}
            onChange={({ detail }) => onChange(detail.value)}
            items={USE_CASES.map(({ value, label, description }) => ({ value, label, description }))}
          />
        </FormField>
      </Container>
      {chosen ? (
        <Alert type="warning" header="Recommended instead">
          {chosen.better}
        </Alert>
      ) : null}
    </SpaceBetween>
  );
}

function RootWarning() {
  return (
    <Alert type="warning" header="Root access keys are not recommended">
      A key of the root user may do everything, and no policy limits it. Make a user or a role with the permissions that
      are needed, and use its credentials.
    </Alert>
  );
}
