import { hasPage } from "../../app/pages";
import { paths } from "../../app/paths";
import type { Column } from "../../components/columns";
import { Go } from "../../components/go";
import type { Noun } from "../../components/resource-table";
import type { Entity, EntityKind } from "./entities";

export const ENTITY_NOUN: Noun = { one: "entity", many: "entities", title: "IAM entities" };

const PAGES: Record<EntityKind, { page: string; path: (name: string) => string }> = {
  User: { page: "/users/$userName", path: paths.user },
  "User group": { page: "/groups/$groupName", path: paths.group },
  Role: { page: "/roles/$roleName", path: paths.role },
};

export const ENTITY_COLUMNS: readonly Column<Entity>[] = [
  {
    id: "name",
    header: "Entity name",
    cell: ({ kind, name }) => (hasPage(PAGES[kind].page) ? <Go to={PAGES[kind].path(name)}>{name}</Go> : name),
    by: ({ name }) => name,
    isSearched: true,
    isName: true,
  },
  { id: "kind", header: "Entity type", cell: ({ kind }) => kind, by: ({ kind }) => kind, isSearched: true },
];
