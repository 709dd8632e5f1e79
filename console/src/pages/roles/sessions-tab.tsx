/** Revoking sessions: whoever is in the role now is out of it, and may come back by assuming it again. */
import { GetRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { callIam, readIam } from "../../api/queries";
import { serverTime } from "../../api/server-time";
import { InfoLink } from "../../app/help";
import { useChange } from "../../app/use-change";
import { Answer } from "../../components/answer";
import { Dialog } from "../../components/dialog";
import { JsonView } from "../../components/json-view";
import { ExactTime } from "../../components/time";
import { SESSIONS_HELP } from "./help";
import { REVOCATION, revocationUntil, revokedUntil } from "./revocation";

const revocationOf = (RoleName: string) =>
  readIam("GetRolePolicy", GetRolePolicyCommand, { RoleName, PolicyName: REVOCATION });

export function SessionsTab({ roleName }: { roleName: string }) {
  const [isAsking, setAsking] = useState(false);
  const query = useQuery(revocationOf(roleName));
  return (
    <Container
      header={
        <Header
          variant="h2"
          info={<InfoLink topic={SESSIONS_HELP} />}
          description={`The inline policy ${REVOCATION} denies everything to sessions that began before its time. Whoever may assume the role can do so again.`}
          actions={<Button onClick={() => setAsking(true)}>Revoke active sessions</Button>}
        >
          Revoke all active sessions
        </Header>
      }
    >
      <Answer query={query} absent="No sessions of this role have been revoked.">
        {({ PolicyDocument = "" }) => (
          <SpaceBetween size="m">
            <KeyValuePairs
              items={[
                {
                  label: "Revoked: sessions that began before",
                  value: <ExactTime at={revokedUntil(PolicyDocument)} />,
                },
              ]}
            />
            <JsonView text={PolicyDocument} name={REVOCATION} />
          </SpaceBetween>
        )}
      </Answer>
      {isAsking ? <Revoke roleName={roleName} onClose={() => setAsking(false)} /> : null}
    </Container>
  );
}

function Revoke({ roleName, onClose }: { roleName: string; onClose: () => void }) {
  const [isUnderstood, setUnderstood] = useState(false);
  const revocation = useChange({
    work: async () =>
      callIam("PutRolePolicy", PutRolePolicyCommand, {
        RoleName: roleName,
        PolicyName: REVOCATION,
        PolicyDocument: revocationUntil(await serverTime()),
      }),
    old: ["GetRolePolicy", "ListRolePolicies"],
    done: `The sessions of ${roleName} are revoked.`,
    onDone: onClose,
  });
  return (
    <Dialog
      title="Revoke active sessions?"
      verb="Revoke active sessions"
      isReady={isUnderstood}
      isBusy={revocation.isPending}
      error={revocation.error}
      onConfirm={() => revocation.mutate()}
      onCancel={onClose}
    >
      <p>
        Whoever acts as {roleName} now may do nothing more until they assume it anew. That is the case for programs as
        well as for people.
      </p>
      <Checkbox checked={isUnderstood} onChange={({ detail }) => setUnderstood(detail.checked)}>
        I understand that everyone who is in the role now loses access.
      </Checkbox>
    </Dialog>
  );
}
