/** The list of identity providers, of both kinds together. */
import Button from "@cloudscape-design/components/button";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { usePageHelp } from "../../app/help";
import { href, paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { Buttons } from "../../components/buttons";
import { type Noun, ResourceTable, wholeList } from "../../components/resource-table";
import { PROVIDER_COLUMNS } from "./columns";
import { DeleteProviders } from "./delete-dialog";
import { PROVIDERS_HELP } from "./help";
import { type Provider, readProvider } from "./provider";
import { oidcProviders, samlProviders } from "./queries";

const NOUN: Noun = { one: "identity provider", many: "identity providers", title: "Identity providers" };

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
  usePageHelp(PROVIDERS_HELP);
  const query = useProviders();
  const [selected, select] = useState<Provider[]>([]);
  const [isDeleting, setDeleting] = useState(false);
  const { follow } = useGo();
  const add = (
    <Button variant="primary" href={href(paths.addProvider)} onFollow={follow}>
      Add provider
    </Button>
  );

  return (
    <>
      <ResourceTable
        noun={NOUN}
        query={query}
        columns={PROVIDER_COLUMNS}
        idOf={({ arn }) => arn}
        nameOf={({ name }) => name}
        description="Whose word this account takes for who somebody is. Roles name a provider in their trust policy."
        info={PROVIDERS_HELP}
        selected={selected}
        onSelect={select}
        actions={
          <Buttons>
            <Button disabled={selected.length === 0} onClick={() => setDeleting(true)}>
              Delete
            </Button>
            <Button href={href(paths.testToken)} onFollow={follow}>
              Test a token
            </Button>
            {add}
          </Buttons>
        }
        create={add}
      />
      {isDeleting ? (
        <DeleteProviders
          providers={selected}
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
