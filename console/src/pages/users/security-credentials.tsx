/** What the user's page shows under "Security credentials". */
import SpaceBetween from "@cloudscape-design/components/space-between";
import { AccessKeys } from "../../credentials/access-keys";
import { Certificates } from "../../credentials/certificates";
import { ConsoleSignIn } from "../../credentials/console-sign-in";
import { MfaDevices } from "../../credentials/mfa";
import { userOwner } from "../../credentials/owner";
import { ServiceCredentials } from "../../credentials/service-credentials";
import { SshKeys } from "../../credentials/ssh-keys";

export default function SecurityCredentialsTab({ userName }: { userName: string }) {
  const owner = userOwner(userName);
  return (
    <SpaceBetween size="l">
      <ConsoleSignIn userName={userName} />
      <MfaDevices owner={owner} />
      <AccessKeys owner={owner} />
      <SshKeys owner={owner} userName={userName} />
      <ServiceCredentials owner={owner} userName={userName} />
      <Certificates owner={owner} />
    </SpaceBetween>
  );
}
