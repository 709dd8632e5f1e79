/** Making a service-specific credential, or its secret anew; the secret is shown in the dialog and nowhere else. */
import type { ServiceSpecificCredential } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { forget } from "../api/queries";
import { Copyable } from "../components/arn";
import { Buttons } from "../components/buttons";
import { Dialog } from "../components/dialog";
import { csv, downloadText } from "../components/download";
import { Secret } from "./secret";
import type { Asked } from "./service-credentials";
import { LIVES, SERVICES } from "./services";

type Made = ServiceSpecificCredential;

interface MakingProps {
  title: string;
  verb: string;
  isReady?: boolean;
  make: () => Promise<Made | undefined>;
  onClose: () => void;
  children: ReactNode;
}

function Making({ title, verb, isReady = true, make, onClose, children }: MakingProps) {
  const queryClient = useQueryClient();
  const [made, setMade] = useState<Made | null>(null);
  const making = useMutation({
    mutationFn: async () => setMade((await make()) ?? null),
    onSuccess: () => forget(queryClient, "ListServiceSpecificCredentials"),
  });
  if (made) return <ShownOnce made={made} onClose={onClose} />;
  return (
    <Dialog
      title={title}
      verb={verb}
      isReady={isReady}
      isBusy={making.isPending}
      error={making.error}
      onConfirm={() => making.mutate()}
      onCancel={onClose}
    >
      {children}
    </Dialog>
  );
}

export function ResetServiceCredential({ make, onClose }: Pick<MakingProps, "make" | "onClose">) {
  return (
    <Making title="Reset secret?" verb="Reset" make={make} onClose={onClose}>
      The present secret is worth nothing from then on. Give the new one to whatever uses it.
    </Making>
  );
}

interface GenerateProps {
  make: (asked: Asked) => Promise<Made | undefined>;
  onClose: () => void;
}

export function GenerateServiceCredential({ make, onClose }: GenerateProps) {
  const [service, setService] = useState<(typeof SERVICES)[number] | null>(null);
  const [life, setLife] = useState<(typeof LIVES)[number]>(LIVES[2]);
  const days = service?.expires && life.value ? Number(life.value) : null;
  return (
    <Making
      title="Generate service-specific credentials"
      verb="Generate"
      isReady={service !== null}
      make={() => make({ service: service?.value ?? "", days })}
      onClose={onClose}
    >
      <FormField label="Service">
        <Select
          selectedOption={service}
          onChange={({ detail }) =>
            setService(SERVICES.find(({ value }) => value === detail.selectedOption.value) ?? null)
          }
          options={SERVICES}
          placeholder="Choose a service"
        />
      </FormField>
      {service?.expires ? (
        <FormField label="API key expiration">
          <Select
            selectedOption={life}
            onChange={({ detail }) => setLife(LIVES.find(({ value }) => value === detail.selectedOption.value) ?? life)}
            options={LIVES}
          />
        </FormField>
      ) : null}
    </Making>
  );
}

function ShownOnce({ made, onClose }: { made: Made; onClose: () => void }) {
  const name = made.ServiceUserName ?? made.ServiceCredentialAlias ?? "";
  const secret = made.ServicePassword ?? made.ServiceCredentialSecret ?? "";
  const isPassword = made.ServicePassword !== undefined;
  const label = isPassword ? "Password" : "API key";
  const download = () =>
    downloadText(
      `${name}_credentials.csv`,
      "text/csv",
      csv([
        [isPassword ? "User name" : "Alias", label],
        [name, secret],
      ]),
    );
  return (
    <Modal
      visible
      header="Service-specific credentials"
      onDismiss={onClose}
      closeAriaLabel="Close"
      footer={
        <Box float="right">
          <Buttons>
            <Button iconName="download" onClick={download}>
              Download .csv
            </Button>
            <Button variant="primary" onClick={onClose}>
              Close
            </Button>
          </Buttons>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Alert type="warning">This is the only time that the secret can be shown or downloaded.</Alert>
        <KeyValuePairs
          columns={1}
          items={[
            { label: isPassword ? "User name" : "Alias", value: <Copyable text={name} name="name" /> },
            { label, value: <Secret name={label === "API key" ? "API key" : "password"} value={secret} /> },
          ]}
        />
      </SpaceBetween>
    </Modal>
  );
}
