/** The list of users: the example of a list page. */
import type { User } from "@aws-sdk/client-iam";
import Button from "@cloudscape-design/components/button";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { usePageHelp } from "../../app/help";
import { hasPage } from "../../app/pages";
import { href, paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { Buttons } from "../../components/buttons";
import { type Noun, ResourceTable } from "../../components/resource-table";
import { USER_COLUMNS } from "./columns";
import { DeleteUsers } from "./delete-dialog";
import { USERS_HELP } from "./help";
import { users } from "./queries";

const NOUN: Noun = { one: "user", many: "users", title: "Users" };

export default function UserList() {
  usePageHelp(USERS_HELP);
  const query = useInfiniteQuery(users());
  const [selected, select] = useState<User[]>([]);
  const [isDeleting, setDeleting] = useState(false);
  const { follow } = useGo();

  const create = hasPage(paths.createUser) ? (
    <Button variant="primary" href={href(paths.createUser)} onFollow={follow}>
      Create user
    </Button>
  ) : null;

  return (
    <>
      <ResourceTable
        noun={NOUN}
        query={query}
        columns={USER_COLUMNS}
        idOf={({ UserId = "" }) => UserId}
        nameOf={({ UserName = "" }) => UserName}
        description="An IAM user is an identity with long-term credentials, for one person or one program."
        info={USERS_HELP}
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
        <DeleteUsers
          users={selected}
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
