/** Which tokens the global endpoint of STS gives out. */
import { SetSecurityTokenServicePreferencesCommand } from "@aws-sdk/client-iam";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import RadioGroup from "@cloudscape-design/components/radio-group";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { accountSummary } from "../../api/account-summary";
import { callIam } from "../../api/queries";
import { InfoLink } from "../../app/help";
import { useChange } from "../../app/use-change";
import { Answer } from "../../components/answer";
import { Dialog } from "../../components/dialog";
import { STS_HELP } from "./help";

type Version = "v1Token" | "v2Token";

const VERSIONS: readonly { value: Version; label: string; description: string }[] = [
  { value: "v1Token", label: "Version 1", description: "At AWS: good in the regions that every account has" },
  { value: "v2Token", label: "Version 2", description: "At AWS: good in all regions; the tokens are longer" },
];

const nameOf = (version: Version) => VERSIONS.find(({ value }) => value === version)?.label;

export function TokenService() {
  const summary = useQuery(accountSummary());
  const [isChanging, setChanging] = useState(false);
  const close = () => setChanging(false);
  const version: Version = summary.data?.SummaryMap?.GlobalEndpointTokenVersion === 2 ? "v2Token" : "v1Token";
  return (
    <Container
      header={
        <Header
          variant="h2"
          info={<InfoLink topic={STS_HELP} />}
          actions={
            <Button onClick={() => setChanging(true)} ariaLabel="Change the version of session tokens">
              Change
            </Button>
          }
        >
          Security Token Service (STS)
        </Header>
      }
    >
      <Answer query={summary}>
        {() => (
          <KeyValuePairs
            columns={2}
            items={[
              { label: "Session tokens of the global endpoint", value: nameOf(version) },
              { label: "Regions", value: "Tokens are good in all regions" },
            ]}
          />
        )}
      </Answer>
      {isChanging ? <ChangeVersion present={version} onClose={close} /> : null}
    </Container>
  );
}

function ChangeVersion({ present, onClose }: { present: Version; onClose: () => void }) {
  const [version, setVersion] = useState(present);
  const change = useChange({
    work: () =>
      callIam("SetSecurityTokenServicePreferences", SetSecurityTokenServicePreferencesCommand, {
        GlobalEndpointTokenVersion: version,
      }),
    old: ["GetAccountSummary"],
    done: `Session tokens of the global endpoint are now ${nameOf(version)?.toLowerCase()}.`,
    onDone: onClose,
  });
  return (
    <Dialog
      title="Session tokens of the global endpoint"
      verb="Save changes"
      isBusy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onCancel={onClose}
    >
      <RadioGroup
        ariaLabel="Version of session tokens"
        value={version}
        onChange={({ detail }) => setVersion(detail.value === "v2Token" ? "v2Token" : "v1Token")}
        items={[...VERSIONS]}
      />
    </Dialog>
  );
}
