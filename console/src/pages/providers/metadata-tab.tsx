/** The metadata of a SAML provider: what it says, as a file, and its replacement. */
import { UpdateSAMLProviderCommand } from "@aws-sdk/client-iam";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { useState } from "react";
import { callIam } from "../../api/queries";
import { InfoLink } from "../../app/help";
import { useChange } from "../../app/use-change";
import { Buttons } from "../../components/buttons";
import { Dialog } from "../../components/dialog";
import { downloadText } from "../../components/download";
import { SAML_HELP } from "./help";
import { MetadataFacts } from "./metadata-facts";
import { MetadataField } from "./metadata-field";
import type { Provider } from "./provider";
import { metadataError } from "./rules";

export function MetadataTab({ provider, document }: { provider: Provider; document: string }) {
  const [isReplacing, setReplacing] = useState(false);
  return (
    <Container
      header={
        <Header
          variant="h2"
          info={<InfoLink topic={SAML_HELP} />}
          description="What the identity provider publishes of itself: its name, its address and its keys."
          actions={
            <Buttons>
              <Button onClick={() => downloadText(`${provider.name}.xml`, "application/samlmetadata+xml", document)}>
                Download metadata
              </Button>
              <Button onClick={() => setReplacing(true)}>Replace metadata</Button>
            </Buttons>
          }
        >
          Metadata
        </Header>
      }
    >
      <MetadataFacts document={document} />
      {isReplacing ? <ReplaceMetadata arn={provider.arn} onClose={() => setReplacing(false)} /> : null}
    </Container>
  );
}

function ReplaceMetadata({ arn, onClose }: { arn: string; onClose: () => void }) {
  const [text, setText] = useState("");
  const [isChecked, setChecked] = useState(false);
  const change = useChange({
    work: () =>
      callIam("UpdateSAMLProvider", UpdateSAMLProviderCommand, { SAMLProviderArn: arn, SAMLMetadataDocument: text }),
    old: ["GetSAMLProvider", "ListSAMLProviders"],
    done: "Metadata replaced.",
    onDone: onClose,
  });
  const save = () => {
    setChecked(true);
    if (!metadataError(text)) change.mutate();
  };
  return (
    <Dialog
      title="Replace metadata"
      verb="Replace"
      isBusy={change.isPending}
      error={change.error}
      onConfirm={save}
      onCancel={onClose}
    >
      <MetadataField text={text} onChange={setText} isChecked={isChecked} />
    </Dialog>
  );
}
