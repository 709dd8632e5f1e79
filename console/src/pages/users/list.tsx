/** The list of users: the example of a list page. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import { DeletableList } from "../../components/deletable-list";
import { USER_COLUMNS } from "./columns";
import { DeleteUsers } from "./delete-dialog";
import { USERS_HELP } from "./help";
import { users } from "./queries";

export default function UserList() {
  return (
    <DeletableList
      noun={{ one: "user", many: "users", title: "Users" }}
      query={useInfiniteQuery(users())}
      columns={USER_COLUMNS}
      idOf={({ UserId = "" }) => UserId}
      nameOf={({ UserName = "" }) => UserName}
      description="An IAM user is an identity with long-term credentials, for one person or one program."
      help={USERS_HELP}
      create={{ text: "Create user", path: paths.createUser }}
      dialog={({ items, ...rest }) => <DeleteUsers users={items} {...rest} />}
    />
  );
}
