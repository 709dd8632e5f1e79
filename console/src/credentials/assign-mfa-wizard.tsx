/** Assigning an MFA device: which kind and name, then what the kind needs. */
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import Wizard from "@cloudscape-design/components/wizard";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useGo } from "../app/use-go";
import { Refused } from "../components/refused";
import { UnsavedChanges } from "../components/unsaved";
import { accountOf, useSession } from "../session/context";
import { areCodes, NO_CODES } from "./codes";
import { DeviceSetup } from "./device-setup";
import { addPasskey, enable, forgetVirtual, type Seeded, startVirtual } from "./mfa-calls";
import { kindOf, MFA_TYPES, type MfaType, nameError } from "./mfa-words";
import { called, type Owner } from "./owner";
import { credentialsPath } from "./paths";
import { useWrite } from "./use-write";

const SUBMIT: Readonly<Record<MfaType, string>> = {
  passkey: "Create passkey",
  app: "Add MFA",
  token: "Add MFA",
};

export function AssignMfaWizard({ owner }: { owner: Owner }) {
  const { leave } = useGo();
  const session = useSession();
  const partition = session.principal.arn.split(":")[1] ?? "aws";
  const [step, setStep] = useState(0);
  const [type, setType] = useState<MfaType>("passkey");
  const [name, setName] = useState("");
  const [codes, setCodes] = useState(NO_CODES);
  const [seeded, setSeeded] = useState<Seeded | null>(null);
  const [isChecked, setChecked] = useState(false);
  const back = credentialsPath(owner, "mfa");
  const wrong = nameError(type, name.trim());

  const begin = useMutation({
    // The seed goes into the state of this page and nowhere else.
    mutationFn: async () =>
      setSeeded(await startVirtual(name.trim(), `arn:${partition}:iam::${accountOf(session)}:mfa/${name.trim()}`)),
    onSuccess: () => setStep(1),
  });
  const assign = useWrite({
    work: async () => {
      if (type === "passkey") await addPasskey(owner, name.trim());
      else await enable(owner, type === "app" ? (seeded?.serialNumber ?? "") : name.trim(), codes);
    },
    forgets: ["ListMFADevices", "GetAccountSummary"],
    said: `MFA device assigned to ${called(owner)}. It is asked for at the next sign-in.`,
    onDone: () => leave(back),
  });

  /** What was made and is not used is taken away again; who may not leaves it, and the next try replaces it. */
  function giveUp() {
    if (seeded) void forgetVirtual(seeded.serialNumber).catch(() => {});
    setSeeded(null);
    setCodes(NO_CODES);
    assign.reset();
  }

  function move(to: number) {
    setChecked(to > step && wrong !== "");
    if (to < step) {
      giveUp();
      setStep(to);
    } else if (wrong === "") {
      if (type === "app") begin.mutate();
      else setStep(to);
    }
  }

  function submit() {
    setChecked(true);
    if (type === "passkey" || areCodes(codes)) assign.mutate();
  }

  return (
    <>
      <UnsavedChanges
        when={seeded !== null && !assign.isSuccess}
        text="The app’s secret is not shown again: begin anew then."
      />
      <Wizard
        activeStepIndex={step}
        isLoadingNextStep={begin.isPending || assign.isPending}
        submitButtonText={SUBMIT[type]}
        onNavigate={({ detail }) => move(detail.requestedStepIndex)}
        onCancel={() => {
          giveUp();
          leave(back);
        }}
        onSubmit={submit}
        steps={[
          {
            title: "Select MFA device",
            content: (
              <SpaceBetween size="l">
                <Refused error={begin.error} />
                <Container header={<Header variant="h2">MFA device</Header>}>
                  <SpaceBetween size="l">
                    <FormField label="Type" stretch>
                      <Tiles
                        columns={3}
                        value={type}
                        onChange={({ detail }) => setType(detail.value as MfaType)}
                        items={MFA_TYPES.map(({ value, label, description }) => ({ value, label, description }))}
                      />
                    </FormField>
                    <NameField type={type} name={name} onChange={setName} errorText={isChecked ? wrong : ""} />
                  </SpaceBetween>
                </Container>
              </SpaceBetween>
            ),
          },
          {
            title: "Set up device",
            content: (
              <SpaceBetween size="l">
                <Refused error={assign.error} />
                <DeviceSetup type={type} seeded={seeded} codes={codes} onCodes={setCodes} isChecked={isChecked} />
              </SpaceBetween>
            ),
          },
        ]}
      />
    </>
  );
}

interface NameProps {
  type: MfaType;
  name: string;
  onChange: (name: string) => void;
  errorText: string;
}

function NameField({ type, name, onChange, errorText }: NameProps) {
  const longest = kindOf(type)?.longestName ?? 0;
  return (
    <FormField
      label={longest > 0 ? "Device name" : "Serial number"}
      description={longest > 0 ? "A name that tells this device from the others." : "As it is printed on the token."}
      constraintText={longest > 0 && `Up to ${longest} letters, numbers and these characters: + = , . @ - _`}
      errorText={errorText}
    >
      <Input value={name} onChange={({ detail }) => onChange(detail.value)} spellcheck={false} autoComplete={false} />
    </FormField>
  );
}
