/** A group: who is in it, and what it allows them. */
import type { Group } from "@aws-sdk/client-iam";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import { useQuery } from "@tanstack/react-query";
import { useParam } from "../../app/use-param";
import { Arn } from "../../components/arn";
import { ExactTime } from "../../components/time";
import { EditDialog } from "../../identity/edit-dialog";
import { IdentityPage } from "../../identity/identity-page";
import { PermissionsTab } from "../../identity/permissions-tab";
import { DeleteGroups } from "./delete-dialog";
import { GROUPS_HELP } from "./help";
import { group } from "./queries";
import { UsersTab } from "./users-tab";

export default function GroupPage() {
  const groupName = useParam("groupName");
  const of = { kind: "group", name: groupName } as const;
  return (
    <IdentityPage
      of={of}
      query={useQuery(group(groupName))}
      help={GROUPS_HELP}
      summary={(shown) => <Summary group={shown} />}
      tabs={[
        { id: "users", label: "Users", content: <UsersTab groupName={groupName} /> },
        { id: "permissions", label: "Permissions", content: <PermissionsTab of={of} /> },
      ]}
      edit={(shown, onClose) => <EditDialog of={of} shown={shown} onClose={onClose} />}
      deletion={(shown, onDone, onCancel) => <DeleteGroups groups={[shown]} onDone={onDone} onCancel={onCancel} />}
    />
  );
}

function Summary({ group: { Arn: arn, CreateDate, Path, GroupId } }: { group: Group }) {
  return (
    <Container header={<Header variant="h2">Summary</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: "ARN", value: <Arn arn={arn} /> },
          { label: "Creation time", value: <ExactTime at={CreateDate} /> },
          { label: "Path", value: Path },
          { label: "Group ID", value: <span className="ostiary-id">{GroupId}</span> },
        ]}
      />
    </Container>
  );
}
