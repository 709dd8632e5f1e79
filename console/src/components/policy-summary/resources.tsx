/** The third table: what an action can be done to. */
import Box from "@cloudscape-design/components/box";
import type { TableProps } from "@cloudscape-design/components/table";
import type { Service } from "../../api/catalogue";
import { partsOf } from "../../policy/arns";
import type { ActionSummary } from "../../policy/summary";
import { conditionInWords, entryInWords, NONE } from "../../policy/words";
import { accountOf, useSession } from "../../session/context";
import { Group } from "./group";

interface Row {
  id: string;
  arn: string;
  resource: string;
  conditions: readonly string[];
}

function rowsOf({ grants }: ActionSummary, service: Service): Row[] {
  return grants.flatMap(({ resources, isExcept, conditions }, at) =>
    [...new Set(resources)].map((arn) => ({
      id: `${at} ${arn}`,
      // What is excepted says nothing of where the rest is.
      arn: isExcept ? "" : arn,
      resource: entryInWords(arn, isExcept, service.resources),
      conditions: conditions.map(conditionInWords),
    })),
  );
}

const isAny = (field: string) => field === "" || field === "*";

function accountInWords(account: string, own: string): string {
  if (isAny(account)) return "All accounts";
  return account === own ? `This account (${own})` : account;
}

const columnsFor = (own: string): TableProps.ColumnDefinition<Row>[] => [
  { id: "resource", header: "Resource", isRowHeader: true, cell: ({ resource }) => resource },
  {
    id: "region",
    header: "Region",
    minWidth: 130,
    cell: ({ arn }) => (isAny(partsOf(arn).region) ? "All regions" : partsOf(arn).region),
  },
  { id: "account", header: "Account", minWidth: 150, cell: ({ arn }) => accountInWords(partsOf(arn).account, own) },
  {
    id: "condition",
    header: "Request condition",
    cell: ({ conditions }) => (conditions.length > 0 ? conditions.map((each) => <div key={each}>{each}</div>) : NONE),
  },
];

export function Resources({ action, service }: { action: ActionSummary; service: Service }) {
  const own = accountOf(useSession());
  return (
    <Group
      title="Resources"
      items={rowsOf(action, service)}
      columns={columnsFor(own)}
      idOf={({ id }) => id}
      empty={<Box textAlign="center">No resources</Box>}
    />
  );
}
