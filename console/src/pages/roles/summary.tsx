/** What a role's page says at its top. */
import type { Role } from "@aws-sdk/client-iam";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import { useQuery } from "@tanstack/react-query";
import { CellAnswer } from "../../components/answer";
import { Arn, Copyable } from "../../components/arn";
import { ExactTime } from "../../components/time";
import { accountOf, useSession } from "../../session/context";
import { LastUse } from "./columns";
import { duration } from "./durations";
import { profilesOf } from "./queries";
import { canBeSwitchedTo, switchLink } from "./switch-link";

export function Summary({ role }: { role: Role }) {
  const { AssumeRolePolicyDocument, RoleName = "", MaxSessionDuration } = role;
  return (
    <Container header={<Header variant="h2">Summary</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: "ARN", value: <Arn arn={role.Arn} /> },
          { label: "Created", value: <ExactTime at={role.CreateDate} /> },
          { label: "Last activity", value: <LastUse at={role.RoleLastUsed?.LastUsedDate} /> },
          {
            label: "Maximum session duration",
            value: MaxSessionDuration === undefined ? "-" : duration(MaxSessionDuration),
          },
          {
            label: "Link to switch roles in the console",
            value: canBeSwitchedTo(AssumeRolePolicyDocument) ? <SwitchLink role={role} /> : "-",
          },
          { label: "Instance profile ARN", value: <Profiles roleName={RoleName} /> },
          { label: "Description", value: role.Description || "-" },
          { label: "Path", value: role.Path },
          { label: "Role ID", value: <span className="ostiary-id">{role.RoleId}</span> },
        ]}
      />
    </Container>
  );
}

function SwitchLink({ role }: { role: Role }) {
  const session = useSession();
  // Whoever acts as a role of another account knows no alias of it.
  const account = session.role === null ? session.accountAlias || session.account : accountOf(session);
  return <Copyable text={switchLink(window.location.origin, account, role)} name="link" />;
}

function Profiles({ roleName }: { roleName: string }) {
  return (
    <CellAnswer query={useQuery(profilesOf(roleName))}>
      {({ InstanceProfiles = [] }) =>
        InstanceProfiles.length === 0
          ? "-"
          : InstanceProfiles.map(({ Arn: arn, InstanceProfileId }) => (
              <div key={InstanceProfileId}>
                <Copyable text={arn} name="instance profile ARN" />
              </div>
            ))
      }
    </CellAnswer>
  );
}
