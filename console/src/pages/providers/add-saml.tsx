import { CreateSAMLProviderCommand } from "@aws-sdk/client-iam";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { callIam } from "../../api/queries";
import { InfoLink } from "../../app/help";
import { FormFrame } from "../../components/form-frame";
import { toIam } from "../../components/tag-editor";
import { TagsSection, useAdding } from "./adding";
import { SAML_HELP } from "./help";
import { MetadataField } from "./metadata-field";
import { metadataError, nameError } from "./rules";

export function AddSaml() {
  const [name, setName] = useState("");
  const [metadata, setMetadata] = useState("");
  const adding = useAdding(name, async (tags) => {
    const { SAMLProviderArn } = await callIam("CreateSAMLProvider", CreateSAMLProviderCommand, {
      Name: name,
      SAMLMetadataDocument: metadata,
      Tags: toIam(tags),
    });
    return SAMLProviderArn;
  });
  const isGood = nameError(name) === "" && metadataError(metadata) === "";

  return (
    <FormFrame {...adding.frame} onSubmit={() => adding.submit(isGood)}>
      <Container
        header={
          <Header variant="h2" info={<InfoLink topic={SAML_HELP} />}>
            Configure provider
          </Header>
        }
      >
        <SpaceBetween size="l">
          <FormField
            label="Provider name"
            constraintText="1 to 128 letters, numbers and these characters: . _ -"
            errorText={adding.isChecked && nameError(name)}
          >
            <Input value={name} onChange={({ detail }) => setName(detail.value.trim())} spellcheck={false} />
          </FormField>
          <MetadataField text={metadata} onChange={setMetadata} isChecked={adding.isChecked} />
        </SpaceBetween>
      </Container>
      <TagsSection {...adding.tags} />
    </FormFrame>
  );
}
