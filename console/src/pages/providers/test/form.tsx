/** What is tested: a token, or an assertion and whose it is; and what the call would say besides. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { InfoLink } from "../../../app/help";
import { TEST_HELP } from "../help";
import type { ProviderKind } from "../provider";
import type { Shown } from "./call";

interface Props {
  kind: ProviderKind;
  /** The ARN of the SAML provider; that of a token says the token. */
  provider: string;
  isBusy: boolean;
  onTest: (shown: Shown) => void;
}

const WORDS: Record<ProviderKind, { title: string; label: string; description: string }> = {
  oidc: {
    title: "Test a token",
    label: "Token",
    description: "The token of a job, workload or application: three parts with dots between them.",
  },
  saml: {
    title: "Test an assertion",
    label: "SAML response",
    description: "The response as the browser sends it (SAMLResponse), in base64.",
  },
};

export function TestForm({ kind, provider, isBusy, onTest }: Props) {
  const [text, setText] = useState("");
  const [roleSessionName, setRoleSessionName] = useState("");
  const [sourceIp, setSourceIp] = useState("");
  const [isChecked, setChecked] = useState(false);
  const { title, label, description } = WORDS[kind];
  const shown = text.trim();
  const test = () => {
    setChecked(true);
    if (!shown) return;
    onTest({
      ...(kind === "oidc" ? { webIdentityToken: shown } : { samlAssertion: shown, principalArn: provider }),
      ...(kind === "oidc" && roleSessionName && { roleSessionName }),
      ...(sourceIp && { sourceIp }),
    });
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) test();
      }}
    >
      <Container
        header={
          <Header
            variant="h2"
            info={<InfoLink topic={TEST_HELP} />}
            description="Tells whether it is good, and which roles it opens. Nothing is issued, and nothing is used up."
            actions={
              <Button variant="primary" formAction="submit" loading={isBusy}>
                {title}
              </Button>
            }
          >
            {title}
          </Header>
        }
      >
        <SpaceBetween size="m">
          <FormField
            label={label}
            description={description}
            errorText={isChecked && !shown && `Paste the ${kind === "oidc" ? "token" : "response"}.`}
            stretch
          >
            <Textarea
              value={text}
              onChange={({ detail }) => setText(detail.value)}
              rows={6}
              spellcheck={false}
              autoComplete={false}
            />
          </FormField>
          <ExpandableSection headerText="What the call would say - optional">
            <SpaceBetween size="m">
              {kind === "oidc" ? (
                <FormField label="Role session name" description="For conditions on sts:RoleSessionName.">
                  <Input
                    value={roleSessionName}
                    onChange={({ detail }) => setRoleSessionName(detail.value.trim())}
                    spellcheck={false}
                  />
                </FormField>
              ) : null}
              <FormField label="Source IP address" description="For conditions on aws:SourceIp.">
                <Input
                  value={sourceIp}
                  onChange={({ detail }) => setSourceIp(detail.value.trim())}
                  placeholder="203.0.113.7"
                  spellcheck={false}
                />
              </FormField>
            </SpaceBetween>
          </ExpandableSection>
        </SpaceBetween>
      </Container>
    </form>
  );
}
