/** One's own credentials, as a user or as root. */
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { InfoLink, usePageHelp } from "../../app/help";
import { type PageTab, PageTabs } from "../../components/page-tabs";
import { AccessKeys } from "../../credentials/access-keys";
import { Certificates } from "../../credentials/certificates";
import { MfaDevices } from "../../credentials/mfa";
import type { Owner } from "../../credentials/owner";
import { ServiceCredentials } from "../../credentials/service-credentials";
import { SshKeys } from "../../credentials/ssh-keys";
import { Account } from "./account";
import { CREDENTIALS_HELP } from "./help";
import { ForOwner } from "./own";
import { SignOutEverywhere } from "./sign-out-everywhere";

export default function OwnCredentials() {
  usePageHelp(CREDENTIALS_HELP);
  const [isLeaving, leave] = useState(false);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          info={<InfoLink topic={CREDENTIALS_HELP} />}
          description="What you sign in and sign calls with."
          actions={<Button onClick={() => leave(true)}>Sign out everywhere</Button>}
        >
          My security credentials
        </Header>
      }
    >
      <ForOwner>{(owner) => <Parts owner={owner} />}</ForOwner>
      {isLeaving ? <SignOutEverywhere onClose={() => leave(false)} /> : null}
    </ContentLayout>
  );
}

function Parts({ owner }: { owner: Owner }) {
  return (
    <SpaceBetween size="l">
      <Account owner={owner} />
      <PageTabs label="Kinds of credentials" tabs={tabsOf(owner)} />
    </SpaceBetween>
  );
}

function tabsOf(owner: Owner): readonly PageTab[] {
  const common: readonly PageTab[] = [
    { id: "mfa", label: "MFA devices", content: <MfaDevices owner={owner} /> },
    { id: "access-keys", label: "Access keys", content: <AccessKeys owner={owner} /> },
    { id: "certificates", label: "Signing certificates", content: <Certificates owner={owner} /> },
  ];
  if (owner.kind === "root") return common;
  const { userName } = owner;
  return [
    ...common,
    { id: "ssh-keys", label: "SSH public keys", content: <SshKeys owner={owner} userName={userName} /> },
    {
      id: "service-credentials",
      label: "Service-specific credentials",
      content: <ServiceCredentials owner={owner} userName={userName} />,
    },
  ];
}
