/** The console sign-in of a user: address, password, last time; and the way to change it. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Answer, CellAnswer } from "../components/answer";
import { Copyable } from "../components/arn";
import { RelativeTime } from "../components/time";
import { loginProfileOf, user } from "../pages/users/queries";
import { useSession } from "../session/context";
import { ConsoleAccessDialog } from "./console-access-dialog";
import { signInUrl } from "./sign-in-details";

export function ConsoleSignIn({ userName }: { userName: string }) {
  const profile = useQuery(loginProfileOf(userName));
  const [isManaging, manage] = useState(false);
  const url = signInUrl(useSession());
  const isEnabled = profile.data !== undefined && !profile.error;
  const isKnown = isEnabled || profile.error?.isAbsence === true;

  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            isKnown ? (
              <Button onClick={() => manage(true)}>
                {isEnabled ? "Manage console access" : "Enable console access"}
              </Button>
            ) : null
          }
        >
          Console sign-in
        </Header>
      }
    >
      <Answer query={profile} absent={<Values url={url} userName={userName} password={<Disabled />} />}>
        {({ LoginProfile }) => (
          <Values
            url={url}
            userName={userName}
            password={
              <SpaceBetween size="xxs">
                <StatusIndicator type="success">
                  Enabled <RelativeTime at={LoginProfile?.CreateDate} />
                </StatusIndicator>
                {LoginProfile?.PasswordResetRequired ? "A new password is due at the next sign-in" : null}
              </SpaceBetween>
            }
          />
        )}
      </Answer>
      {isManaging ? (
        <ConsoleAccessDialog
          userName={userName}
          isEnabled={isEnabled}
          mustChange={profile.data?.LoginProfile?.PasswordResetRequired ?? false}
          onClose={() => manage(false)}
        />
      ) : null}
    </Container>
  );
}

const Disabled = () => <StatusIndicator type="stopped">Not enabled</StatusIndicator>;

function Values({ url, userName, password }: { url: string; userName: string; password: React.ReactNode }) {
  const query = useQuery(user(userName));
  return (
    <KeyValuePairs
      columns={3}
      items={[
        { label: "Console sign-in link", value: <Copyable text={url} name="Console sign-in link" /> },
        { label: "Console password", value: password },
        {
          label: "Last console sign-in",
          value: (
            <CellAnswer query={query}>
              {({ User }) => <RelativeTime at={User?.PasswordLastUsed} none="Never" />}
            </CellAnswer>
          ),
        },
      ]}
    />
  );
}
