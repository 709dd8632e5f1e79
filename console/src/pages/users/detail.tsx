/** A user: what they are, may do, belong to. */
import type { User } from "@aws-sdk/client-iam";
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
import { PageTabs } from "../../components/page-tabs";
import { EditDialog } from "../../identity/edit-dialog";
import { LastAccessedTab } from "../../identity/last-accessed-tab";
import { PermissionsTab } from "../../identity/permissions-tab";
import { TagsTab } from "../../identity/tags-tab";
import { DeleteUsers } from "./delete-dialog";
import { GroupsTab } from "./groups-tab";
import { USER_HELP } from "./help";
import { user } from "./queries";
import { UserSummary } from "./summary";

type Asked = "edit" | "delete" | null;

export default function UserPage() {
  usePageHelp(USER_HELP);
  const userName = useParam("userName");
  const query = useQuery(user(userName));
  const [asked, ask] = useState<Asked>(null);
  const { go } = useGo();
  const isKnown = query.data !== undefined;
  const shown = query.data?.User;

  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          info={<InfoLink topic={USER_HELP} />}
          actions={
            isKnown ? (
              <SpaceBetween direction="horizontal" size="xs">
                <Button onClick={() => ask("edit")}>Edit</Button>
                <Button onClick={() => ask("delete")}>Delete</Button>
              </SpaceBetween>
            ) : null
          }
        >
          {userName}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Answer query={query}>{({ User: read }) => (read ? <UserSummary user={read} /> : null)}</Answer>
        <Tabs userName={userName} user={shown} />
      </SpaceBetween>
      {asked === "edit" && shown ? (
        <EditDialog of={{ kind: "user", name: userName }} shown={shown} onClose={() => ask(null)} />
      ) : null}
      {asked === "delete" && shown ? (
        <DeleteUsers users={[shown]} onCancel={() => ask(null)} onDone={() => go(paths.users)} />
      ) : null}
    </ContentLayout>
  );
}

function Tabs({ userName, user: shown }: { userName: string; user: User | undefined }) {
  return (
    <PageTabs
      label={`Parts of ${userName}`}
      tabs={[
        { id: "permissions", label: "Permissions", content: <PermissionsTab of={{ kind: "user", name: userName }} /> },
        { id: "groups", label: "Groups", content: <GroupsTab userName={userName} /> },
        { id: "tags", label: "Tags", content: <TagsTab of={{ kind: "user", name: userName }} /> },
        ...(shown?.Arn
          ? [{ id: "last-accessed", label: "Last accessed", content: <LastAccessedTab arn={shown.Arn} /> }]
          : []),
      ]}
    />
  );
}
