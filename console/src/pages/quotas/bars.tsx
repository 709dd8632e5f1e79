/** How full the account is: a bar for each quota, amber when it is nearly used up. */
import Box from "@cloudscape-design/components/box";
import Grid from "@cloudscape-design/components/grid";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import type { ApiError } from "../../api/errors";
import { CellAnswer } from "../../components/answer";
import { oidcProviders, samlProviders } from "../providers/queries";
import { filled, PROVIDERS_BY_DEFAULT, type Quota, type Summary } from "./quotas";

function Bar({ label, held, most }: { label: string; held: number; most: number }) {
  const { percent, text, isNearlyFull } = filled(held, most);
  return (
    <ProgressBar
      label={label}
      value={percent}
      additionalInfo={isNearlyFull ? <StatusIndicator type="warning">{text}</StatusIndicator> : text}
    />
  );
}

export function QuotaBars({ summary, quotas }: { summary: Summary; quotas: readonly Quota[] }) {
  const oidc = useQuery(oidcProviders());
  const saml = useQuery(samlProviders());
  const all = [
    ...quotas.map(({ label, used, quota }) => (
      <Bar key={used} label={label} held={summary[used] ?? 0} most={summary[quota] ?? 0} />
    )),
    <Providers
      key="oidc"
      label="OpenID Connect providers"
      query={{ data: oidc.data?.OpenIDConnectProviderList?.length, error: oidc.error }}
    />,
    <Providers
      key="saml"
      label="SAML providers"
      query={{ data: saml.data?.SAMLProviderList?.length, error: saml.error }}
    />,
  ];
  return <Grid gridDefinition={all.map(() => ({ colspan: { default: 12, s: 6 } }))}>{all}</Grid>;
}

function Providers({ label, query }: { label: string; query: { data: number | undefined; error: ApiError | null } }) {
  if (query.data !== undefined) return <Bar label={label} held={query.data} most={PROVIDERS_BY_DEFAULT} />;
  return (
    <div>
      <Box variant="awsui-key-label">{label}</Box>
      <CellAnswer query={query}>{() => null}</CellAnswer>
    </div>
  );
}
