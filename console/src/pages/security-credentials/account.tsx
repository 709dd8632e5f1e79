/** Who one is, and one's password. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { CellAnswer } from "../../components/answer";
import { Arn, Copyable } from "../../components/arn";
import { RelativeTime } from "../../components/time";
import type { Owner } from "../../credentials/owner";
import { useSession } from "../../session/context";
import { loginProfileOf } from "../users/queries";
import { ChangePassword } from "./change-password";

export function Account({ owner }: { owner: Owner }) {
  const { principal, account, accountAlias, email, signedIn } = useSession();
  const [isChanging, change] = useState(false);
  const canChange = owner.kind === "user";
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={canChange ? <Button onClick={() => change(true)}>Update console password</Button> : null}
        >
          Account details
        </Header>
      }
    >
      <KeyValuePairs
        columns={3}
        items={[
          owner.kind === "user"
            ? { label: "User name", value: owner.userName }
            : { label: "Root user email address", value: <Copyable text={email} name="email address" /> },
          { label: "ARN", value: <Arn arn={principal.arn} /> },
          { label: "Account ID", value: <Copyable text={account} name="account ID" /> },
          { label: "Account alias", value: accountAlias || "-" },
          { label: "Signed in", value: <RelativeTime at={new Date(signedIn)} /> },
          {
            label: "Console password",
            value: owner.kind === "user" ? <Password userName={owner.userName} /> : <RootPassword account={account} />,
          },
        ]}
      />
      {isChanging ? <ChangePassword onClose={() => change(false)} /> : null}
    </Container>
  );
}

function Password({ userName }: { userName: string }) {
  return (
    <CellAnswer query={useQuery(loginProfileOf(userName))} absent="Not enabled">
      {({ LoginProfile }) => (
        <>
          Enabled <RelativeTime at={LoginProfile?.CreateDate} />
        </>
      )}
    </CellAnswer>
  );
}

/** No call of the API sets it. */
function RootPassword({ account }: { account: string }) {
  return (
    <>
      Set on the server: <Copyable text={`ostiary accounts root-password --id ${account}`} name="command" />
    </>
  );
}
