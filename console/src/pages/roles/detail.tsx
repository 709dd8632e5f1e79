/** A role: what it is and may do, and who can assume it. */
import { useQuery } from "@tanstack/react-query";
import { useParam } from "../../app/use-param";
import { Answer } from "../../components/answer";
import { IdentityPage } from "../../identity/identity-page";
import { PermissionsTab } from "../../identity/permissions-tab";
import { TagsTab } from "../../identity/tags-tab";
import { DeleteRoles } from "./delete-dialog";
import { EditRole } from "./edit-dialog";
import { ROLE_HELP } from "./help";
import { isServiceLinked } from "./linked";
import { ProfilesTab } from "./profiles-tab";
import { role } from "./queries";
import { SessionsTab } from "./sessions-tab";
import { Summary } from "./summary";
import { TrustTab } from "./trust-tab";

export default function RolePage() {
  const roleName = useParam("roleName");
  const of = { kind: "role", name: roleName } as const;
  const query = useQuery({ ...role(roleName), select: ({ Role }) => Role });
  const isLinked = query.data !== undefined && isServiceLinked(query.data);
  const trust = <Answer query={query}>{(read) => (read ? <TrustTab role={read} /> : null)}</Answer>;
  // The service alone says what the sessions of its role may do.
  const sessions = isLinked
    ? []
    : [{ id: "sessions", label: "Revoke sessions", content: <SessionsTab roleName={roleName} /> }];
  return (
    <IdentityPage
      of={of}
      query={query}
      help={ROLE_HELP}
      summary={(shown) => <Summary role={shown} />}
      tabs={[
        { id: "permissions", label: "Permissions", content: <PermissionsTab of={of} isFixed={isLinked} /> },
        { id: "trust", label: "Trust relationships", content: trust },
        { id: "tags", label: "Tags", content: <TagsTab of={of} /> },
      ]}
      more={[
        { id: "profiles", label: "Instance profiles", content: <ProfilesTab roleName={roleName} isFixed={isLinked} /> },
        ...sessions,
      ]}
      edit={(shown, onClose) => <EditRole role={shown} onClose={onClose} />}
      deletion={(shown, onDone, onCancel) => <DeleteRoles roles={[shown]} onDone={onDone} onCancel={onCancel} />}
    />
  );
}
