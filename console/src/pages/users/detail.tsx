/** A user: what they are, may do, belong to. */
import { useQuery } from "@tanstack/react-query";
import { useParam } from "../../app/use-param";
import { EditDialog } from "../../identity/edit-dialog";
import { IdentityPage } from "../../identity/identity-page";
import { PermissionsTab } from "../../identity/permissions-tab";
import { TagsTab } from "../../identity/tags-tab";
import { DeleteUsers } from "./delete-dialog";
import { GroupsTab } from "./groups-tab";
import { USER_HELP } from "./help";
import { user } from "./queries";
import SecurityCredentialsTab from "./security-credentials";
import { UserSummary } from "./summary";

export default function UserPage() {
  const userName = useParam("userName");
  const of = { kind: "user", name: userName } as const;
  return (
    <IdentityPage
      of={of}
      query={useQuery({ ...user(userName), select: ({ User }) => User })}
      help={USER_HELP}
      summary={(shown) => <UserSummary user={shown} />}
      tabs={[
        { id: "permissions", label: "Permissions", content: <PermissionsTab of={of} /> },
        { id: "groups", label: "Groups", content: <GroupsTab userName={userName} /> },
        { id: "tags", label: "Tags", content: <TagsTab of={of} /> },
        {
          id: "security-credentials",
          label: "Security credentials",
          content: <SecurityCredentialsTab userName={userName} />,
        },
      ]}
      edit={(shown, onClose) => <EditDialog of={of} shown={shown} onClose={onClose} />}
      deletion={(shown, onDone, onCancel) => <DeleteUsers users={[shown]} onDone={onDone} onCancel={onCancel} />}
    />
  );
}
