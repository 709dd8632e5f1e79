/** The list of groups. */
import type { Group } from "@aws-sdk/client-iam";
import Button from "@cloudscape-design/components/button";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { usePageHelp } from "../../app/help";
import { href, paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { Buttons } from "../../components/buttons";
import { ResourceTable } from "../../components/resource-table";
import { GROUP_COLUMNS, idOf, nameOf } from "./columns";
import { DeleteGroups } from "./delete-dialog";
import { GROUPS_HELP } from "./help";
import { groups } from "./queries";

const NOUN = { one: "user group", many: "user groups", title: "User groups" };

export default function GroupList() {
  usePageHelp(GROUPS_HELP);
  const query = useInfiniteQuery(groups());
  const [selected, select] = useState<Group[]>([]);
  const [isDeleting, setDeleting] = useState(false);
  const { follow } = useGo();
  const create = (
    <Button variant="primary" href={href(paths.createGroup)} onFollow={follow}>
      Create group
    </Button>
  );
  return (
    <>
      <ResourceTable
        noun={NOUN}
        query={query}
        columns={GROUP_COLUMNS}
        idOf={idOf}
        nameOf={nameOf}
        description="A user group is a set of IAM users. What is allowed to it, is allowed to each of them."
        info={GROUPS_HELP}
        selected={selected}
        onSelect={select}
        actions={
          <Buttons>
            <Button disabled={selected.length === 0} onClick={() => setDeleting(true)}>
              Delete
            </Button>
            {create}
          </Buttons>
        }
        create={create}
      />
      {isDeleting ? (
        <DeleteGroups
          groups={selected}
          onCancel={() => setDeleting(false)}
          onDone={() => {
            setDeleting(false);
            select([]);
          }}
        />
      ) : null}
    </>
  );
}
