/** The list of groups. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import { DeletableList } from "../../components/deletable-list";
import { GROUP_COLUMNS, idOf, nameOf } from "./columns";
import { DeleteGroups } from "./delete-dialog";
import { GROUPS_HELP } from "./help";
import { groups } from "./queries";

export default function GroupList() {
  return (
    <DeletableList
      noun={{ one: "user group", many: "user groups", title: "User groups" }}
      query={useInfiniteQuery(groups())}
      columns={GROUP_COLUMNS}
      idOf={idOf}
      nameOf={nameOf}
      description="A user group is a set of IAM users. What is allowed to it, is allowed to each of them."
      help={GROUPS_HELP}
      create={{ text: "Create group", path: paths.createGroup }}
      dialog={({ items, ...rest }) => <DeleteGroups groups={items} {...rest} />}
    />
  );
}
