/** The one time that the secret of an access key is there: to be shown, copied or downloaded. */
import type { AccessKey } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { forget } from "../api/queries";
import { useGo } from "../app/use-go";
import { Copyable } from "../components/arn";
import { CallError } from "../components/call-error";
import { csv, downloadText } from "../components/download";
import { UnsavedChanges } from "../components/unsaved";
import { describe } from "./access-key-description";
import { called, type Owner } from "./owner";
import { credentialsPath } from "./paths";
import { Secret } from "./secret";

interface RetrieveProps {
  accessKey: AccessKey;
  owner: Owner;
  description: string;
}

/** What the key is called is noted here, now that its ID is known. */
export function RetrieveAccessKey({ accessKey, owner, description }: RetrieveProps) {
  const { go } = useGo();
  const queryClient = useQueryClient();
  const [isTaken, take] = useState(false);
  const { mutate, error } = useMutation({
    mutationFn: () => describe(called(owner), accessKey.AccessKeyId ?? "", description),
    onSettled: () => forget(queryClient, "ListUserTags", "GetUser"),
  });
  useEffect(() => {
    if (description) mutate();
  }, [description, mutate]);

  return (
    <ContentLayout header={<Header variant="h1">Retrieve access key</Header>}>
      <SpaceBetween size="l">
        <Alert type="success">Access key created.</Alert>
        {error ? <CallError error={error} onRetry={() => mutate()} /> : null}
        <Made accessKey={accessKey} owner={owner} onTaken={() => take(true)} />
        <Box float="right">
          <Button variant="primary" onClick={() => go(credentialsPath(owner, "access-keys"))}>
            Done
          </Button>
        </Box>
      </SpaceBetween>
      <UnsavedChanges
        when={!isTaken}
        title="Leave without the secret access key?"
        text="You have not shown, copied or downloaded it, and it is not shown again."
      />
    </ContentLayout>
  );
}

const file = ({ AccessKeyId = "", SecretAccessKey = "" }: AccessKey) =>
  csv([
    ["Access key ID", "Secret access key"],
    [AccessKeyId, SecretAccessKey],
  ]);

function Made({ accessKey, owner, onTaken }: { accessKey: AccessKey; owner: Owner; onTaken: () => void }) {
  const { AccessKeyId, SecretAccessKey = "" } = accessKey;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="This is the only time that the secret access key can be shown or downloaded. If you lose it, create another key."
          actions={
            <Button
              iconName="download"
              onClick={() => {
                downloadText(`${called(owner)}_accessKeys.csv`, "text/csv", file(accessKey));
                onTaken();
              }}
            >
              Download .csv
            </Button>
          }
        >
          Access key
        </Header>
      }
    >
      <KeyValuePairs
        columns={2}
        minColumnWidth={240}
        items={[
          { label: "Access key ID", value: <Copyable text={AccessKeyId} name="access key ID" /> },
          {
            label: "Secret access key",
            value: <Secret name="secret access key" value={SecretAccessKey} onTaken={onTaken} />,
          },
        ]}
      />
    </Container>
  );
}
