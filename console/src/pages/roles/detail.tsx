/** The page of a role. */
import type { Role } from "@aws-sdk/client-iam";
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { usePageHelp } from "../../app/help";
import { paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { Answer } from "../../components/answer";
import { type PageTab, PageTabs } from "../../components/page-tabs";
import { PermissionsTab } from "../../identity/permissions-tab";
import { TagsTab } from "../../identity/tags-tab";
import { DeleteRoles } from "./delete-dialog";
import { ROLE_HELP } from "./help";
import { isServiceLinked } from "./linked";
import { ProfilesTab } from "./profiles-tab";
import { role } from "./queries";
import { SessionsTab } from "./sessions-tab";
import { Summary } from "./summary";
import { TrustTab } from "./trust-tab";

export default function RoleDetail() {
  usePageHelp(ROLE_HELP);
  const { roleName = "" } = useParams({ strict: false }) as { roleName?: string };
  const query = useQuery(role(roleName));
  const [isDeleting, setDeleting] = useState(false);
  const { go } = useGo();
  const found = query.data?.Role;
  return (
    <ContentLayout
      header={
        <Header variant="h1" actions={found ? <Button onClick={() => setDeleting(true)}>Delete</Button> : null}>
          {roleName}
        </Header>
      }
    >
      <Answer query={query}>
        {({ Role: shown }) =>
          shown ? (
            <SpaceBetween size="l">
              <Summary role={shown} />
              <PageTabs label="Role" tabs={tabsOf(shown)} />
            </SpaceBetween>
          ) : null
        }
      </Answer>
      {isDeleting && found ? (
        <DeleteRoles roles={[found]} onDone={() => go(paths.roles)} onCancel={() => setDeleting(false)} />
      ) : null}
    </ContentLayout>
  );
}

function tabsOf(shown: Role): readonly PageTab[] {
  const { RoleName: name = "" } = shown;
  const of = { kind: "role", name } as const;
  const isLinked = isServiceLinked(shown);
  return [
    { id: "permissions", label: "Permissions", content: <PermissionsTab of={of} /> },
    { id: "trust", label: "Trust relationships", content: <TrustTab role={shown} /> },
    { id: "tags", label: "Tags", content: <TagsTab of={of} /> },
    { id: "profiles", label: "Instance profiles", content: <ProfilesTab roleName={name} isFixed={isLinked} /> },
    // The service alone says what the sessions of its role may do.
    ...(isLinked ? [] : [{ id: "sessions", label: "Revoke sessions", content: <SessionsTab roleName={name} /> }]),
  ];
}
