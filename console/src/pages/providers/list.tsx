/** The list of identity providers, of both kinds together. */
import Button from "@cloudscape-design/components/button";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { href, paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { DeletableList } from "../../components/deletable-list";
import { wholeList } from "../../components/resource-table";
import { PROVIDER_COLUMNS } from "./columns";
import { DeleteProviders } from "./delete-dialog";
import { PROVIDERS_HELP } from "./help";
import { readProvider } from "./provider";
import { oidcProviders, samlProviders } from "./queries";

/** Both lists as one. Where one of them is refused, the other is there, and the table says why more is not. */
function useProviders() {
  const oidc = useQuery(oidcProviders());
  const saml = useQuery(samlProviders());
  const both = [oidc, saml];
  const data = useMemo(() => {
    if (!oidc.data && !saml.data) return undefined;
    const listed = [...(oidc.data?.OpenIDConnectProviderList ?? []), ...(saml.data?.SAMLProviderList ?? [])];
    return listed.map(({ Arn = "" }) => readProvider(Arn));
  }, [oidc.data, saml.data]);
  const errors = both.flatMap(({ error }) => error ?? []);
  return wholeList({
    data,
    error: errors[0] ?? null,
    isError: errors.length > 0,
    isPending: both.some(({ isPending }) => isPending),
    isRefetching: both.some(({ isRefetching }) => isRefetching),
    refetch: () => Promise.all(both.map(({ refetch }) => refetch())),
  });
}

export default function ProviderList() {
  const { follow } = useGo();
  return (
    <DeletableList
      noun={{ one: "identity provider", many: "identity providers", title: "Identity providers" }}
      query={useProviders()}
      columns={PROVIDER_COLUMNS}
      idOf={({ arn }) => arn}
      nameOf={({ name }) => name}
      description="Whose word this account takes for who somebody is. Roles name a provider in their trust policy."
      help={PROVIDERS_HELP}
      create={{ text: "Add provider", path: paths.addProvider }}
      more={
        <Button href={href(paths.testToken)} onFollow={follow}>
          Test a token
        </Button>
      }
      dialog={({ items, ...rest }) => <DeleteProviders providers={items} {...rest} />}
    />
  );
}
