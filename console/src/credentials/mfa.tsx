/** The MFA devices of an owner. */
import { type MFADevice, ResyncMFADeviceCommand } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { callIam } from "../api/queries";
import { Copyable } from "../components/arn";
import type { Column } from "../components/columns";
import { RelativeTime } from "../components/time";
import { areCodes, CodeInputs, inCall, NO_CODES } from "./codes";
import { Confirm } from "./confirm";
import { CredentialTable, type RowAction } from "./credential-table";
import { removeDevice } from "./mfa-calls";
import { kindOf, typeOf } from "./mfa-words";
import { mustName, type Owner } from "./owner";
import { assignMfaPath } from "./paths";
import { mfaDevicesOf } from "./queries";

const serialOf = ({ SerialNumber = "" }: MFADevice) => SerialNumber;

export function MfaDevices({ owner }: { owner: Owner }) {
  const query = useQuery(mfaDevicesOf(owner));
  return (
    <CredentialTable
      title="Multi-factor authentication (MFA)"
      description="Asked for after the password. Assign several devices: losing one then locks nobody out."
      noun={["MFA device", "MFA devices"]}
      query={query}
      items={query.data?.MFADevices ?? []}
      columns={COLUMNS}
      idOf={serialOf}
      actions={actionsOf(owner)}
      create={[{ text: "Assign MFA device", path: assignMfaPath(owner) }]}
    />
  );
}

const COLUMNS: readonly Column<MFADevice>[] = [
  { id: "type", header: "Type", cell: (device) => kindOf(typeOf(serialOf(device)))?.label, minWidth: 160 },
  {
    id: "serial",
    header: "Identifier",
    cell: (device) => <Copyable text={serialOf(device)} name="identifier" />,
    isName: true,
    minWidth: 280,
  },
  { id: "created", header: "Created on", cell: ({ EnableDate }) => <RelativeTime at={EnableDate} /> },
];

function actionsOf(owner: Owner): readonly RowAction<MFADevice>[] {
  return [
    {
      id: "resync",
      text: "Resync",
      fits: (device) => typeOf(serialOf(device)) !== "passkey",
      dialog: (device, close) => <Resync owner={owner} serialNumber={serialOf(device)} onClose={close} />,
    },
    {
      id: "remove",
      text: "Remove",
      dialog: (device, close) => <Remove owner={owner} serialNumber={serialOf(device)} onClose={close} />,
    },
  ];
}

interface Props {
  owner: Owner;
  serialNumber: string;
  onClose: () => void;
}

function Resync({ owner, serialNumber: SerialNumber, onClose }: Props) {
  const [codes, setCodes] = useState(NO_CODES);
  return (
    <Confirm
      title="Resync MFA device"
      verb="Resync"
      isReady={areCodes(codes)}
      work={() =>
        callIam("ResyncMFADevice", ResyncMFADeviceCommand, { ...mustName(owner), SerialNumber, ...inCall(codes) })
      }
      forgets={["ListMFADevices"]}
      said={`MFA device ${SerialNumber} is in step again.`}
      onClose={onClose}
    >
      <div>When the clock of a device has drifted, two codes in a row tell by how much.</div>
      <CodeInputs codes={codes} onChange={setCodes} isChecked={codes.second.length === 6} />
    </Confirm>
  );
}

function Remove({ owner, serialNumber: SerialNumber, onClose }: Props) {
  const isLast = useQuery(mfaDevicesOf(owner)).data?.MFADevices?.length === 1;
  return (
    <Confirm
      title="Remove MFA device?"
      verb="Remove"
      work={() => removeDevice(owner, SerialNumber)}
      forgets={["ListMFADevices", "GetAccountSummary"]}
      said={`MFA device ${SerialNumber} removed.`}
      onClose={onClose}
    >
      <div>The device {SerialNumber} is no longer asked for at sign-in.</div>
      {isLast ? <Alert type="warning">It is the last one: the password alone is then enough to sign in.</Alert> : null}
    </Confirm>
  );
}
