/** What a metadata document says: who the identity providers in it are, where they sign people in, with which keys. */
import Alert from "@cloudscape-design/components/alert";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { Copyable } from "../../components/arn";
import { endOfCertificate, readMetadata } from "./metadata";

export function MetadataFacts({ document }: { document: string }) {
  const found = readMetadata(document);
  if (found.length === 0) {
    return <Alert type="warning">This document describes no identity provider for SAML.</Alert>;
  }
  return (
    <SpaceBetween size="m">
      {found.map(({ entityId, signIn, certificates }) => (
        <KeyValuePairs
          key={entityId}
          columns={3}
          items={[
            { label: "Entity ID", value: <Copyable text={entityId} name="Entity ID" /> },
            { label: "Sign-in URL", value: signIn.length > 0 ? signIn.map((url) => <div key={url}>{url}</div>) : "-" },
            {
              label: certificates.length === 1 ? "Certificate for signing" : "Certificates for signing",
              value: certificates.length > 0 ? certificates.map((each) => <End key={each} certificate={each} />) : "-",
            },
          ]}
        />
      ))}
    </SpaceBetween>
  );
}

/** Nobody refuses an assertion because of the age of the certificate, so that its end is only told. */
function End({ certificate }: { certificate: string }) {
  const end = endOfCertificate(certificate);
  if (end === null) return <div>End not known</div>;
  const isOver = end.getTime() < Date.now();
  return (
    <div>
      <StatusIndicator type={isOver ? "warning" : "success"}>
        {isOver ? "Ended" : "Good until"} {end.toISOString().slice(0, 10)}
      </StatusIndicator>
    </div>
  );
}
