/** The one time that the password of a new user is there: to be shown, copied, downloaded, and handed over. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { paths } from "../../../app/paths";
import { useGo } from "../../../app/use-go";
import { Buttons } from "../../../components/buttons";
import { Failures } from "../../../components/failures";
import type { Failure } from "../../../components/steps";
import { UnsavedChanges } from "../../../components/unsaved";
import { HandOver, SignInDetails } from "../../../credentials/sign-in-details";

interface Props {
  userName: string;
  /** null: it is not set, or not yet. */
  password: string | null;
  isBusy: boolean;
  failures: readonly Failure[];
  onRetry: () => void;
}

export function RetrievePassword({ userName, password, isBusy, failures, onRetry }: Props) {
  const { go } = useGo();
  const [isTaken, setTaken] = useState(false);
  return (
    <ContentLayout header={<Header variant="h1">Retrieve password</Header>}>
      <SpaceBetween size="l">
        <Alert type="success" header="User created">
          {password === null
            ? "The password is not set yet."
            : "You can show and download the password below, and email the user how to sign in. It is not shown again."}
        </Alert>
        {isBusy ? <StatusIndicator type="loading">Loading</StatusIndicator> : null}
        {isBusy ? null : <Failures failures={failures} onRetry={onRetry} />}
        {password === null ? null : <Details userName={userName} password={password} onTaken={() => setTaken(true)} />}
        <Box float="right">
          <Buttons>
            <Button onClick={() => go(paths.user(userName))}>View user</Button>
            <Button variant="primary" onClick={() => go(paths.users)}>
              Return to users list
            </Button>
          </Buttons>
        </Box>
      </SpaceBetween>
      <UnsavedChanges
        when={password !== null && !isTaken}
        title="Leave without the password?"
        text="You have not shown, copied or downloaded it, and it is not shown again. You can set another on the user’s page."
      />
    </ContentLayout>
  );
}

interface DetailsProps {
  userName: string;
  password: string;
  onTaken: () => void;
}

function Details(props: DetailsProps) {
  return (
    <Container
      header={
        <Header variant="h2" actions={<HandOver {...props} />}>
          Console sign-in details
        </Header>
      }
    >
      <SignInDetails {...props} />
    </Container>
  );
}
