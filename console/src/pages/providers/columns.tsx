/** The columns of the list of identity providers, as data. */
import { useQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import { CellAnswer } from "../../components/answer";
import { Arn } from "../../components/arn";
import type { Column } from "../../components/columns";
import { Go } from "../../components/go";
import { RelativeTime } from "../../components/time";
import { KINDS, type Provider } from "./provider";
import { oidcProvider, samlProvider } from "./queries";

export const PROVIDER_COLUMNS: readonly Column<Provider>[] = [
  {
    id: "name",
    header: "Provider",
    cell: ({ arn, name }) => <Go to={paths.provider(arn)}>{name}</Go>,
    by: ({ name }) => name,
    isSearched: true,
    isShown: true,
    isName: true,
    minWidth: 280,
  },
  {
    id: "type",
    header: "Type",
    cell: ({ kind }) => KINDS[kind],
    by: ({ kind }) => KINDS[kind],
    isSearched: true,
    isShown: true,
    minWidth: 150,
  },
  {
    id: "created",
    header: "Creation time",
    cell: (provider) => <Created provider={provider} />,
    isShown: true,
    minWidth: 150,
  },
  {
    id: "arn",
    header: "ARN",
    cell: ({ arn }) => <Arn arn={arn} />,
    by: ({ arn }) => arn,
    isSearched: true,
    minWidth: 320,
  },
];

function Created({ provider }: { provider: Provider }) {
  return provider.kind === "saml" ? <CreatedSaml arn={provider.arn} /> : <CreatedOidc arn={provider.arn} />;
}

function CreatedOidc({ arn }: { arn: string }) {
  return (
    <CellAnswer query={useQuery(oidcProvider(arn))}>{({ CreateDate }) => <RelativeTime at={CreateDate} />}</CellAnswer>
  );
}

function CreatedSaml({ arn }: { arn: string }) {
  return (
    <CellAnswer query={useQuery(samlProvider(arn))}>{({ CreateDate }) => <RelativeTime at={CreateDate} />}</CellAnswer>
  );
}
