/** What somebody does to set a device up, kind by kind. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { Copyable } from "../components/arn";
import { Buttons } from "../components/buttons";
import { CodeInputs, type TwoCodes } from "./codes";
import type { Seeded } from "./mfa-calls";
import type { MfaType } from "./mfa-words";

interface Props {
  type: MfaType;
  seeded: Seeded | null;
  codes: TwoCodes;
  onCodes: (codes: TwoCodes) => void;
  isChecked: boolean;
}

export function DeviceSetup({ type, seeded, ...rest }: Props) {
  const codes = <CodeInputs codes={rest.codes} onChange={rest.onCodes} isChecked={rest.isChecked} />;
  if (type === "passkey") return <Passkey />;
  if (type === "token")
    return <Container header={<Header variant="h2">Hardware TOTP token</Header>}>{codes}</Container>;
  return (
    <Container header={<Header variant="h2">Authenticator app</Header>}>
      <ol className="ostiary-steps">
        <li>Install an app that makes codes of six digits (TOTP) on your phone or computer.</li>
        <li>
          <SpaceBetween size="s">
            <span>Open the app, then scan the QR code, or type the secret key in. Neither is shown again.</span>
            {seeded ? <Seed seeded={seeded} /> : null}
          </SpaceBetween>
        </li>
        <li>
          <SpaceBetween size="s">
            <span>Enter two codes in a row below.</span>
            {codes}
          </SpaceBetween>
        </li>
      </ol>
    </Container>
  );
}

function Passkey() {
  return (
    <Container header={<Header variant="h2">Passkey or security key</Header>}>
      <Box>
        Choose “Create passkey”: your browser then asks where to keep it. Use this computer’s screen lock, a phone, or a
        security key that you plug in and touch.
      </Box>
    </Container>
  );
}

/** What the app has to know: shown when somebody asks, since whoever sees it can make the codes. */
function Seed({ seeded: { picture, seed } }: { seeded: Seeded }) {
  const [isPictureShown, showPicture] = useState(false);
  const [isKeyShown, showKey] = useState(false);
  return (
    <SpaceBetween size="s">
      <Buttons>
        <Button ariaExpanded={isPictureShown} onClick={() => showPicture(!isPictureShown)}>
          {isPictureShown ? "Hide QR code" : "Show QR code"}
        </Button>
        <Button ariaExpanded={isKeyShown} onClick={() => showKey(!isKeyShown)}>
          {isKeyShown ? "Hide secret key" : "Show secret key"}
        </Button>
      </Buttons>
      {isPictureShown ? <img className="ostiary-qr" src={picture} alt="QR code for the authenticator app" /> : null}
      {isKeyShown ? <Copyable text={seed} name="secret key" /> : null}
    </SpaceBetween>
  );
}
