/** One's own credentials, as a user or as root. */
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { InfoLink, usePageHelp } from "../../app/help";
import { AccessKeys } from "../../credentials/access-keys";
import { Certificates } from "../../credentials/certificates";
import { MfaDevices } from "../../credentials/mfa";
import type { Owner } from "../../credentials/owner";
import { ServiceCredentials } from "../../credentials/service-credentials";
import { SshKeys } from "../../credentials/ssh-keys";
import { Account } from "./account";
import { CREDENTIALS_HELP } from "./help";
import { ForOwn } from "./own";
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
      <ForOwn>{(owner) => <Parts owner={owner} />}</ForOwn>
      {isLeaving ? <SignOutEverywhere onClose={() => leave(false)} /> : null}
    </ContentLayout>
  );
}

function Parts({ owner }: { owner: Owner }) {
  return (
    <SpaceBetween size="l">
      <Account owner={owner} />
      <MfaDevices owner={owner} />
      <AccessKeys owner={owner} />
      {owner.kind === "user" ? <SshKeys owner={owner} userName={owner.userName} /> : null}
      {owner.kind === "user" ? <ServiceCredentials owner={owner} userName={owner.userName} /> : null}
      <Certificates owner={owner} />
    </SpaceBetween>
  );
}
