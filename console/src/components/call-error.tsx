/** What a part of a page shows in its place when its call failed. The rest of the page goes on. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Popover from "@cloudscape-design/components/popover";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import { service, services } from "../api/catalogue";
import type { ApiError, Denied } from "../api/errors";
import { hasPage } from "../app/pages";
import { paths } from "../app/paths";
import { Go } from "./go";
import { RequestId } from "./request-id";

interface Props {
  error: ApiError;
  /** Ask again. */
  onRetry?: () => void;
}

export function CallError({ error, onRetry }: Props) {
  const { denied } = error;
  return (
    <Alert
      type="error"
      header={denied ? `You need permission: ${denied.action}` : error.code}
      action={onRetry && <Button onClick={onRetry}>Retry</Button>}
    >
      <SpaceBetween size="s">
        <span>{error.message}</span>
        {denied ? <Ways denied={denied} message={error.message} /> : <RequestId id={error.requestId} />}
        {denied ? <Details denied={denied} requestId={error.requestId} /> : null}
      </SpaceBetween>
    </Alert>
  );
}

/** The least policy statement that would allow what was refused, unless something denies it. */
export function statementFor({ action, resource }: Pick<Denied, "action" | "resource">): string {
  return JSON.stringify({ Effect: "Allow", Action: action, Resource: resource || "*" }, null, 2);
}

/**
 * Whether *action* can be narrowed to resources; until the catalogue is there, yes.
 *
 * A refusal names a resource also for an action that has none, which only `*` allows.
 */
function useHasResources(action: string): boolean {
  const [prefix = "", name = ""] = action.toLowerCase().split(":");
  const listed = useQuery(services());
  const isListed = listed.data?.some((each) => each.prefix === prefix) ?? false;
  const { data } = useQuery({ ...service(prefix), enabled: isListed });
  return data?.actions.find((each) => each.name.toLowerCase() === name)?.resources.length !== 0;
}

/** What somebody can do about a denial. */
function Ways({ denied, message }: { denied: Denied; message: string }) {
  const hasResources = useHasResources(denied.action);
  const { action, resource } = denied;
  // No statement that allows helps against one that denies.
  const canBeAllowed = !/explicit deny/.test(denied.reason);
  // Who is refused an explanation is not sent there for another.
  const canBeExplained = hasPage(paths.explain) && !window.location.pathname.endsWith(paths.explain);
  if (!canBeAllowed && !canBeExplained) return null;
  return (
    <SpaceBetween size="xs" direction="horizontal" alignItems="center">
      {canBeAllowed ? (
        <CopyToClipboard
          copyButtonText="Copy policy statement"
          copyButtonAriaLabel={`Copy policy statement for ${denied.action}`}
          textToCopy={statementFor({ action, resource: hasResources ? resource : "*" })}
          copySuccessText="Policy statement copied"
          copyErrorText="Policy statement failed to copy"
        />
      ) : null}
      {canBeExplained ? (
        <Go to={`${paths.explain}?message=${encodeURIComponent(denied.encoded || message)}`}>Explain</Go>
      ) : null}
    </SpaceBetween>
  );
}

function Details({ denied, requestId }: { denied: Denied; requestId: string }) {
  return (
    <ExpandableSection headerText="Details" headerAriaLabel={`Details of the denial of ${denied.action}`}>
      <SpaceBetween size="s">
        <KeyValuePairs
          columns={2}
          items={[
            { label: "Action", value: denied.action },
            { label: "Resource", value: denied.resource || "-" },
            { label: "Principal", value: denied.principal },
            { label: "Reason", value: denied.reason || "-" },
          ]}
        />
        <RequestId id={requestId} />
      </SpaceBetween>
    </ExpandableSection>
  );
}

/** The same in a cell of a table. */
export function CellError({ error }: { error: ApiError }) {
  const text = error.denied ? "Access denied" : "Not loaded";
  return (
    <Popover
      size="large"
      header={error.denied?.action ?? error.code}
      content={<Box fontSize="body-s">{error.message}</Box>}
    >
      <StatusIndicator type="error">{text}</StatusIndicator>
    </Popover>
  );
}
