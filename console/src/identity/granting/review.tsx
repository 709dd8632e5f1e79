/** What a user will be given, to look over before it is done. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Column } from "../../components/columns";
import { PartTable } from "../../components/part-table";
import { typeOf } from "../../components/policy-type";
import { inlineOf } from "../kinds";
import { nameOfArn } from "../steps";
import { type Grants, grantsRead } from "./grants";
import type { PermissionState } from "./state";

export interface Given {
  name: string;
  type: string;
  usedAs: string;
}

/** Return *grants* as rows. *present* are the names of inline policies that the user has already. */
export const givenBy = ({ groups, policies, inline, boundary }: Grants, present: readonly string[] = []): Given[] => [
  ...groups.map((name) => ({ name, type: "Group", usedAs: "Permissions group" })),
  ...policies.map((arn) => ({ name: nameOfArn(arn), type: typeOf(arn), usedAs: "Permissions policy" })),
  ...inline.map(({ name }) => ({
    name,
    type: "Customer inline",
    usedAs: present.includes(name) ? "Permissions policy, in place of the present one" : "Permissions policy",
  })),
  ...(boundary ? [{ name: nameOfArn(boundary), type: typeOf(boundary), usedAs: "Permissions boundary" }] : []),
];

const COLUMNS: readonly Column<Given>[] = [
  { id: "name", header: "Name", cell: ({ name }) => name, by: ({ name }) => name, isSearched: true, isName: true },
  { id: "type", header: "Type", cell: ({ type }) => type, by: ({ type }) => type },
  { id: "used", header: "Used as", cell: ({ usedAs }) => usedAs, by: ({ usedAs }) => usedAs },
];

export function PermissionReview({ state, userName }: { state: PermissionState; userName?: string }) {
  const { data, error, refetch, isFetching } = useQuery(grantsRead(state));
  const present = useQuery({ ...inlineOf({ kind: "user", name: userName ?? "" }), enabled: userName !== undefined });
  const rows = useMemo(() => data && givenBy(data, present.data), [data, present.data]);
  return (
    <PartTable<Given>
      noun={{ one: "permission", many: "permissions", title: "Permissions summary" }}
      rows={{ data: rows, error, refetch, isFetching }}
      columns={COLUMNS}
      idOf={({ name, type, usedAs }) => `${usedAs} ${type} ${name}`}
      nameOf={({ name }) => name}
      emptyText="The user is given nothing, and may do nothing until something allows it."
    />
  );
}
