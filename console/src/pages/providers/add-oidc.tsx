import { CreateOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
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
import { OIDC_HELP } from "./help";
import { plainThumbprint, thumbprintError, urlError } from "./rules";
import { ThumbprintFields } from "./thumbprints";

export function AddOidc() {
  const [url, setUrl] = useState("");
  const [audience, setAudience] = useState("");
  const [thumbprints, setThumbprints] = useState<readonly string[]>([]);
  const adding = useAdding(url, async (tags) => {
    const { OpenIDConnectProviderArn } = await callIam(
      "CreateOpenIDConnectProvider",
      CreateOpenIDConnectProviderCommand,
      {
        Url: url,
        ClientIDList: audience ? [audience] : [],
        ThumbprintList: thumbprints.map(plainThumbprint),
        Tags: toIam(tags),
      },
    );
    return OpenIDConnectProviderArn;
  });
  const wrong = adding.isChecked ? urlError(url) : "";
  const isGood = urlError(url) === "" && !thumbprints.some(thumbprintError);

  return (
    <FormFrame {...adding.frame} onSubmit={() => adding.submit(isGood)}>
      <Container
        header={
          <Header variant="h2" info={<InfoLink topic={OIDC_HELP} />}>
            Configure provider
          </Header>
        }
      >
        <SpaceBetween size="l">
          <FormField
            label="Provider URL"
            description="The issuer of the tokens, exactly as they name it."
            constraintText="Begins with https:// and has no query; at most 255 characters, in upper and lower case as in the tokens"
            errorText={wrong}
          >
            <Input
              value={url}
              onChange={({ detail }) => setUrl(detail.value.trim())}
              placeholder="https://token.example.com"
              spellcheck={false}
              inputMode="url"
            />
          </FormField>
          <FormField
            label="Audience - optional"
            description="The client ID that tokens are issued for. More can be added afterwards; without one no token is taken."
            constraintText="At most 255 characters"
          >
            <Input value={audience} onChange={({ detail }) => setAudience(detail.value.trim())} spellcheck={false} />
          </FormField>
          <ExpandableSection headerText="Thumbprints - optional">
            <ThumbprintFields thumbprints={thumbprints} onChange={setThumbprints} isChecked={adding.isChecked} />
          </ExpandableSection>
        </SpaceBetween>
      </Container>
      <TagsSection {...adding.tags} />
    </FormFrame>
  );
}
