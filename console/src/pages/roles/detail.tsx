/** A role: what it is and may do, and who can assume it. */
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { InfoLink, usePageHelp } from "../../app/help";
import { paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { useParam } from "../../app/use-param";
import { Answer } from "../../components/answer";
import { Buttons } from "../../components/buttons";
import { PageTabs } from "../../components/page-tabs";
import { LastAccessedTab } from "../../identity/last-accessed-tab";
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

type Asked = "edit" | "delete" | null;

export default function RolePage() {
  usePageHelp(ROLE_HELP);
  const roleName = useParam("roleName");
  const query = useQuery(role(roleName));
  const [asked, ask] = useState<Asked>(null);
  const { go } = useGo();
  const shown = query.data?.Role;
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          info={<InfoLink topic={ROLE_HELP} />}
          actions={
            shown ? (
              <Buttons>
                <Button onClick={() => ask("edit")}>Edit</Button>
                <Button onClick={() => ask("delete")}>Delete</Button>
              </Buttons>
            ) : null
          }
        >
          {roleName}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Answer query={query}>{({ Role: read }) => (read ? <Summary role={read} /> : null)}</Answer>
        {query.error?.isAbsence ? null : <Tabs roleName={roleName} />}
      </SpaceBetween>
      {asked === "edit" && shown ? <EditRole role={shown} onClose={() => ask(null)} /> : null}
      {asked === "delete" && shown ? (
        <DeleteRoles roles={[shown]} onDone={() => go(paths.roles)} onCancel={() => ask(null)} />
      ) : null}
    </ContentLayout>
  );
}

/** They are there also for who may not read the role itself: each asks for its own. */
function Tabs({ roleName }: { roleName: string }) {
  const query = useQuery(role(roleName));
  const shown = query.data?.Role;
  const of = { kind: "role", name: roleName } as const;
  const isLinked = shown !== undefined && isServiceLinked(shown);
  const trust = <Answer query={query}>{({ Role: read }) => (read ? <TrustTab role={read} /> : null)}</Answer>;
  return (
    <PageTabs
      label={`Parts of ${roleName}`}
      tabs={[
        { id: "permissions", label: "Permissions", content: <PermissionsTab of={of} isFixed={isLinked} /> },
        { id: "trust", label: "Trust relationships", content: trust },
        { id: "tags", label: "Tags", content: <TagsTab of={of} /> },
        ...(shown?.Arn
          ? [{ id: "last-accessed", label: "Last accessed", content: <LastAccessedTab arn={shown.Arn} /> }]
          : []),
        { id: "profiles", label: "Instance profiles", content: <ProfilesTab roleName={roleName} isFixed={isLinked} /> },
        // The service alone says what the sessions of its role may do.
        ...(isLinked
          ? []
          : [{ id: "sessions", label: "Revoke sessions", content: <SessionsTab roleName={roleName} /> }]),
      ]}
    />
  );
}
