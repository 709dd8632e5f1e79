/** What a person needs for the first sign-in: the address, the name, and the password, which is shown this once. */
import Button from "@cloudscape-design/components/button";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import { Copyable } from "../components/arn";
import { Buttons } from "../components/buttons";
import { csv, downloadText } from "../components/download";
import { useSession } from "../session/context";
import type { Session } from "../session/endpoints";
import { Secret } from "./secret";

/** Return where users of the account sign in. The alias that is known is the one of who signed in. */
export function signInUrl({ account, accountAlias, role }: Session): string {
  return `${window.location.origin}/${role?.account ?? (accountAlias || account)}/console`;
}

/** Return the address that opens a mail with all that is needed but the password, which takes another way. */
export function instructions(userName: string, url: string): string {
  const subject = "Your access to the console";
  const body = [
    "Hello,",
    "",
    "you have access to the console now. Sign in here:",
    url,
    "",
    `User name: ${userName}`,
    "",
    "You get your password separately.",
  ].join("\r\n");
  return `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}

interface Props {
  userName: string;
  password: string;
  onTaken?: () => void;
}

export function SignInDetails({ userName, password, onTaken }: Props) {
  const url = signInUrl(useSession());
  return (
    <KeyValuePairs
      columns={1}
      items={[
        { label: "Console sign-in URL", value: <Copyable text={url} name="Console sign-in URL" /> },
        { label: "User name", value: <Copyable text={userName} name="user name" /> },
        {
          label: "Console password",
          value: <Secret name="console password" value={password} {...(onTaken && { onTaken })} />,
        },
      ]}
    />
  );
}

/** The ways to hand these over. */
export function HandOver({ userName, password, onTaken }: Props) {
  const url = signInUrl(useSession());
  const download = () => {
    const rows = [
      ["User name", "Password", "Console sign-in URL"],
      [userName, password, url],
    ];
    downloadText(`${userName}_credentials.csv`, "text/csv", csv(rows));
    onTaken?.();
  };
  return (
    <Buttons>
      <Button href={instructions(userName, url)} iconName="envelope">
        Email sign-in instructions
      </Button>
      <Button iconName="download" onClick={download}>
        Download .csv
      </Button>
    </Buttons>
  );
}
