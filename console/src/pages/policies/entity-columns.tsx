import { hasPage } from "../../app/pages";
import type { Column } from "../../components/columns";
import { Go } from "../../components/go";
import type { Noun } from "../../components/resource-table";
import type { Kind } from "../../identity/kinds";
import { pathOf } from "../../identity/places";
import { type Entity, KIND_WORDS } from "./entities";

export const ENTITY_NOUN: Noun = { one: "entity", many: "entities", title: "IAM entities" };

const PAGES: Readonly<Record<Kind, string>> = {
  user: "/users/$userName",
  group: "/groups/$groupName",
  role: "/roles/$roleName",
};

export const ENTITY_COLUMNS: readonly Column<Entity>[] = [
  {
    id: "name",
    header: "Entity name",
    cell: (entity) => (hasPage(PAGES[entity.kind]) ? <Go to={pathOf(entity)}>{entity.name}</Go> : entity.name),
    by: ({ name }) => name,
    isSearched: true,
    isName: true,
  },
  {
    id: "kind",
    header: "Entity type",
    cell: ({ kind }) => KIND_WORDS[kind],
    by: ({ kind }) => KIND_WORDS[kind],
    isSearched: true,
  },
];
