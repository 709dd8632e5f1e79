/** What a user is, in a few lines. */
import type { AccessKeyMetadata, User } from "@aws-sdk/client-iam";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { CellAnswer } from "../../components/answer";
import { Arn } from "../../components/arn";
import { Go } from "../../components/go";
import { ExactTime, RelativeTime } from "../../components/time";
import { userOwner } from "../../credentials/owner";
import { createAccessKeyPath, credentialsPath } from "../../credentials/paths";
import { Age, ConsoleAccess, LastUse } from "./columns";
import { accessKeysOf } from "./queries";

/** As many access keys a user may have. */
const KEYS = 2;

export function UserSummary({ user }: { user: User }) {
  const keys = Array.from({ length: KEYS }, (_, at) => ({
    label: `Access key ${at + 1}`,
    value: <KeyAt user={user} at={at} />,
  }));
  return (
    <Container header={<Header variant="h2">Summary</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: "ARN", value: <Arn arn={user.Arn} /> },
          { label: "Console access", value: <Access user={user} /> },
          ...keys.slice(0, 1),
          { label: "Created", value: <ExactTime at={user.CreateDate} /> },
          { label: "Last console sign-in", value: <RelativeTime at={user.PasswordLastUsed} none="Never" /> },
          ...keys.slice(1),
          { label: "Path", value: user.Path },
          { label: "User ID", value: <span className="ostiary-id">{user.UserId}</span> },
        ]}
      />
    </Container>
  );
}

function Access({ user }: { user: User }) {
  return (
    <SpaceBetween size="xs">
      <ConsoleAccess user={user} />
      <Go to={credentialsPath(userOwner(user.UserName ?? ""), "mfa")}>Manage</Go>
    </SpaceBetween>
  );
}

function KeyAt({ user: { UserName = "" }, at }: { user: User; at: number }) {
  return (
    <CellAnswer query={useQuery(accessKeysOf(UserName))}>
      {({ AccessKeyMetadata = [] }) => {
        const key = AccessKeyMetadata[at];
        return key ? <Key of={key} /> : <Go to={createAccessKeyPath(userOwner(UserName))}>Create access key</Go>;
      }}
    </CellAnswer>
  );
}

function Key({ of: { AccessKeyId = "", Status, CreateDate } }: { of: AccessKeyMetadata }) {
  return (
    <>
      <div className="ostiary-id">{AccessKeyId}</div>
      <div>{Status}</div>
      <div>
        Age: <Age since={CreateDate} />
      </div>
      <div>
        Last used: <LastUse accessKeyId={AccessKeyId} />
      </div>
    </>
  );
}
