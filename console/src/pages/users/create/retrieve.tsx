/** The one time that the password of a new user is there: to be shown, copied, downloaded, and handed over. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { paths } from "../../../app/paths";
import { useGo } from "../../../app/use-go";
import { UnsavedChanges } from "../../../components/unsaved";
import { HandOver, SignInDetails } from "../../../credentials/sign-in-details";

export function RetrievePassword({ userName, password }: { userName: string; password: string }) {
  const { go } = useGo();
  const [isTaken, setTaken] = useState(false);
  const take = () => setTaken(true);
  return (
    <ContentLayout header={<Header variant="h1">Retrieve password</Header>}>
      <SpaceBetween size="l">
        <Alert type="success" header="User created">
          You can show and download the password below, and email the user how to sign in. It is not shown again.
        </Alert>
        <Container
          header={
            <Header variant="h2" actions={<HandOver userName={userName} password={password} onTaken={take} />}>
              Console sign-in details
            </Header>
          }
        >
          <SignInDetails userName={userName} password={password} onTaken={take} />
        </Container>
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={() => go(paths.user(userName))}>View user</Button>
            <Button variant="primary" onClick={() => go(paths.users)}>
              Return to users list
            </Button>
          </SpaceBetween>
        </Box>
      </SpaceBetween>
      <UnsavedChanges
        when={!isTaken}
        title="Leave without the password?"
        text="You have not shown, copied or downloaded it, and it is not shown again. You can set another one on the user’s page."
      />
    </ContentLayout>
  );
}
