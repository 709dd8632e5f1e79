/** The page of a user, a group or a role: name, edit, delete, and what else its noun shows. */
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { ApiError } from "../api/errors";
import { InfoLink, type Topic, usePageHelp } from "../app/help";
import { useGo } from "../app/use-go";
import { Answer } from "../components/answer";
import { Buttons } from "../components/buttons";
import { type PageTab, PageTabs } from "../components/page-tabs";
import type { Identity } from "./kinds";
import { LastAccessedTab } from "./last-accessed-tab";
import { LISTS } from "./places";

interface Shown {
  Arn?: string | undefined;
}

interface Props<T extends Shown> {
  of: Identity;
  query: UseQueryResult<T | undefined, ApiError>;
  help: Topic;
  /** What it is, in a few lines. */
  summary: (shown: T) => ReactNode;
  /** The tabs before Last accessed. They are there also for who may not read the thing itself: each asks for its own. */
  tabs: readonly PageTab[];
  /** Those after it. */
  more?: readonly PageTab[];
  edit: (shown: T, onClose: () => void) => ReactNode;
  /** Asks before it is deleted. */
  deletion: (shown: T, onDone: () => void, onCancel: () => void) => ReactNode;
}

type Asked = "edit" | "delete" | null;

export function IdentityPage<T extends Shown>(props: Props<T>) {
  const { of, query, help, summary, tabs, more = [], edit, deletion } = props;
  usePageHelp(help);
  const [asked, ask] = useState<Asked>(null);
  const { go } = useGo();
  const shown = query.data;
  const close = () => ask(null);
  const accessed = shown?.Arn ? [lastAccessedTab(shown.Arn)] : [];
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          info={<InfoLink topic={help} />}
          actions={
            shown ? (
              <Buttons>
                <Button onClick={() => ask("edit")}>Edit</Button>
                <Button onClick={() => ask("delete")}>Delete</Button>
              </Buttons>
            ) : null
          }
        >
          {of.name}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Answer query={query}>{(read) => (read ? summary(read) : null)}</Answer>
        {query.error?.isAbsence ? null : (
          <PageTabs label={`Parts of ${of.name}`} tabs={[...tabs, ...accessed, ...more]} />
        )}
      </SpaceBetween>
      {asked === "edit" && shown ? edit(shown, close) : null}
      {asked === "delete" && shown ? deletion(shown, () => go(LISTS[of.kind].path), close) : null}
    </ContentLayout>
  );
}

const lastAccessedTab = (arn: string): PageTab => {
  return { id: "last-accessed", label: "Last accessed", content: <LastAccessedTab arn={arn} /> };
};
