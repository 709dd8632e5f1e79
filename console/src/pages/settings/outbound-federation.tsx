/** Whether the account signs tokens for its principals, and as which issuer. */
import {
  DisableOutboundWebIdentityFederationCommand,
  EnableOutboundWebIdentityFederationCommand,
} from "@aws-sdk/client-iam";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiError } from "../../api/errors";
import { callIam } from "../../api/queries";
import { InfoLink } from "../../app/help";
import { useChange } from "../../app/use-change";
import { Answer } from "../../components/answer";
import { Copyable } from "../../components/arn";
import { Dialog } from "../../components/dialog";
import { OUTBOUND_HELP } from "./help";
import { outboundFederation } from "./queries";

interface Info {
  IssuerIdentifier?: string | undefined;
  JwtVendingEnabled?: boolean | undefined;
}

/** An account that never signed tokens is no issuer yet, which the API tells by a refusal. */
function answered(query: UseQueryResult<Info, ApiError>) {
  const isNever = query.error?.code === "FeatureDisabled" || query.error?.code === "FeatureDisabledException";
  const never: Info = {};
  return isNever ? { ...query, data: never, error: null } : query;
}

export function OutboundFederation() {
  const query = answered(useQuery(outboundFederation()));
  const [isAsked, ask] = useState(false);
  const isEnabled = query.data?.JwtVendingEnabled === true;
  return (
    <Container
      header={
        <Header
          variant="h2"
          info={<InfoLink topic={OUTBOUND_HELP} />}
          description="Tokens by which services outside know the users and roles of this account."
          actions={
            query.data && (
              <Button
                onClick={() => ask(true)}
                ariaLabel={`${isEnabled ? "Disable" : "Enable"} outbound identity federation`}
              >
                {isEnabled ? "Disable" : "Enable"}
              </Button>
            )
          }
        >
          Outbound identity federation
        </Header>
      }
    >
      <Answer query={query}>
        {({ IssuerIdentifier }) => (
          <KeyValuePairs
            columns={2}
            items={[
              {
                label: "Status",
                value: (
                  <StatusIndicator type={isEnabled ? "success" : "stopped"}>
                    {isEnabled ? "Enabled" : "Disabled"}
                  </StatusIndicator>
                ),
              },
              { label: "Token issuer URL", value: <Copyable text={IssuerIdentifier} name="Token issuer URL" /> },
            ]}
          />
        )}
      </Answer>
      {isAsked ? <Switch isEnabled={isEnabled} onClose={() => ask(false)} /> : null}
    </Container>
  );
}

function Switch({ isEnabled, onClose }: { isEnabled: boolean; onClose: () => void }) {
  const verb = isEnabled ? "Disable" : "Enable";
  const change = useChange({
    work: (): Promise<unknown> =>
      isEnabled
        ? callIam("DisableOutboundWebIdentityFederation", DisableOutboundWebIdentityFederationCommand, {})
        : callIam("EnableOutboundWebIdentityFederation", EnableOutboundWebIdentityFederationCommand, {}),
    old: ["GetOutboundWebIdentityFederationInfo"],
    done: `Outbound identity federation ${isEnabled ? "disabled" : "enabled"}.`,
    onDone: onClose,
  });
  return (
    <Dialog
      title={`${verb} outbound identity federation?`}
      verb={verb}
      isBusy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onCancel={onClose}
    >
      <Box>
        {isEnabled
          ? "The account signs no more tokens. Those that it signed can be verified until they expire."
          : "Principals whose policies allow sts:GetWebIdentityToken can then have tokens that this account signs. The first time, its keys are made: that takes a moment."}
      </Box>
    </Dialog>
  );
}
