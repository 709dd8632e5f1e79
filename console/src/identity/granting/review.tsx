/** What a user will be given, to look over before it is done. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Column } from "../../components/columns";
import { PartTable } from "../../components/part-table";
import { typeOf } from "../../components/policy-type";
import { boundaryOf, type Identity, inlineOf } from "../kinds";
import { nameOfArn } from "../steps";
import { type Grants, grantsRead } from "./grants";
import type { PermissionState } from "./state";

export interface Given {
  name: string;
  type: string;
  usedAs: string;
}

/** What of a user's own takes no second: what is given stands in its place. */
export interface Present {
  /** The names of inline policies. */
  inline: readonly string[];
  /** An ARN, or "". */
  boundary: string;
}

const inPlace = (usedAs: string, isThere: boolean) => (isThere ? `${usedAs}, in place of the present one` : usedAs);

/** Return *grants* as rows, for a user who has *present* already. */
export const givenBy = ({ groups, policies, inline, boundary }: Grants, present?: Partial<Present>): Given[] => [
  ...groups.map((name) => ({ name, type: "Group", usedAs: "Permissions group" })),
  ...policies.map((arn) => ({ name: nameOfArn(arn), type: typeOf(arn), usedAs: "Permissions policy" })),
  ...inline.map(({ name }) => ({
    name,
    type: "Customer inline",
    usedAs: inPlace("Permissions policy", present?.inline?.includes(name) ?? false),
  })),
  ...(boundary
    ? [
        {
          name: nameOfArn(boundary),
          type: typeOf(boundary),
          usedAs: inPlace("Permissions boundary", !["", boundary].includes(present?.boundary ?? "")),
        },
      ]
    : []),
];

const COLUMNS: readonly Column<Given>[] = [
  { id: "name", header: "Name", cell: ({ name }) => name, by: ({ name }) => name, isSearched: true, isName: true },
  { id: "type", header: "Type", cell: ({ type }) => type, by: ({ type }) => type },
  { id: "used", header: "Used as", cell: ({ usedAs }) => usedAs, by: ({ usedAs }) => usedAs },
];

export function PermissionReview({ state, userName }: { state: PermissionState; userName?: string }) {
  const { data, error, refetch, isFetching } = useQuery(grantsRead(state));
  const user: Identity = { kind: "user", name: userName ?? "" };
  const isThere = userName !== undefined;
  const names = useQuery({ ...inlineOf(user), enabled: isThere }).data;
  const limit = useQuery({ ...boundaryOf(user), enabled: isThere }).data?.PermissionsBoundaryArn;
  const rows = useMemo(
    () => data && givenBy(data, { inline: names ?? [], boundary: limit ?? "" }),
    [data, names, limit],
  );
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
