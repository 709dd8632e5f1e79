/** The SSH public keys of a user: with them the user reaches repositories over SSH. */
import {
  DeleteSSHPublicKeyCommand,
  GetSSHPublicKeyCommand,
  type SSHPublicKeyMetadata,
  UpdateSSHPublicKeyCommand,
  UploadSSHPublicKeyCommand,
} from "@aws-sdk/client-iam";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import { useQuery } from "@tanstack/react-query";
import { callIam, readIam } from "../api/queries";
import { Answer } from "../components/answer";
import { Copyable } from "../components/arn";
import type { Column } from "../components/columns";
import { RelativeTime } from "../components/time";
import { CredentialTable, type RowAction } from "./credential-table";
import type { Owner } from "./owner";
import { sshKeysOf } from "./queries";
import { Status } from "./status";
import { switchingAndDeletion } from "./switching";
import { UploadDialog } from "./upload-dialog";

const LIST = "ListSSHPublicKeys";
const idOf = ({ SSHPublicKeyId = "" }: SSHPublicKeyMetadata) => SSHPublicKeyId;

export function SshKeys({ owner, userName }: { owner: Owner; userName: string }) {
  const query = useQuery(sshKeysOf(owner));
  return (
    <CredentialTable
      title="SSH public keys"
      description="Reach repositories over SSH with them."
      noun={["SSH public key", "SSH public keys"]}
      query={query}
      items={query.data?.SSHPublicKeys ?? []}
      columns={COLUMNS}
      idOf={idOf}
      actions={actionsOf(userName)}
      create={[
        {
          text: "Upload SSH public key",
          dialog: (close) => (
            <UploadDialog
              title="Upload SSH public key"
              label="SSH public key"
              constraint="An RSA key of at least 2,048 bits, as ssh-rsa or PEM. Never the private key."
              placeholder="ssh-rsa AAAA…"
              upload={(SSHPublicKeyBody) =>
                callIam("UploadSSHPublicKey", UploadSSHPublicKeyCommand, { UserName: userName, SSHPublicKeyBody })
              }
              list={LIST}
              said="SSH public key uploaded."
              onClose={close}
            />
          ),
        },
      ]}
    />
  );
}

const COLUMNS: readonly Column<SSHPublicKeyMetadata>[] = [
  {
    id: "id",
    header: "SSH key ID",
    cell: (key) => <Copyable text={idOf(key)} name="SSH key ID" />,
    isName: true,
    minWidth: 240,
  },
  { id: "status", header: "Status", cell: ({ Status: status }) => <Status status={status} /> },
  { id: "created", header: "Uploaded", cell: ({ UploadDate }) => <RelativeTime at={UploadDate} /> },
];

function actionsOf(UserName: string): readonly RowAction<SSHPublicKeyMetadata>[] {
  return [
    {
      id: "view",
      text: "View key",
      dialog: (key, close) => <ViewKey userName={UserName} id={idOf(key)} onClose={close} />,
    },
    ...switchingAndDeletion<SSHPublicKeyMetadata>({
      noun: "SSH public key",
      idOf,
      setStatus: (SSHPublicKeyId, status) =>
        callIam("UpdateSSHPublicKey", UpdateSSHPublicKeyCommand, { UserName, SSHPublicKeyId, Status: status }),
      remove: (SSHPublicKeyId) =>
        callIam("DeleteSSHPublicKey", DeleteSSHPublicKeyCommand, { UserName, SSHPublicKeyId }),
      list: LIST,
      means: {
        activate: "Whoever has the private key can use it again.",
        deactivate: "Nobody is let in with it from now on. You can activate it again.",
        remove: "Nobody is let in with it from now on. To use it again, upload it again.",
      },
    }),
  ];
}

function ViewKey({
  userName: UserName,
  id: SSHPublicKeyId,
  onClose,
}: {
  userName: string;
  id: string;
  onClose: () => void;
}) {
  const query = useQuery(
    readIam("GetSSHPublicKey", GetSSHPublicKeyCommand, { UserName, SSHPublicKeyId, Encoding: "SSH" }),
  );
  return (
    <Modal
      visible
      header={SSHPublicKeyId}
      onDismiss={onClose}
      closeAriaLabel="Close"
      footer={
        <Box float="right">
          <Button onClick={onClose}>Close</Button>
        </Box>
      }
    >
      <Answer query={query}>
        {({ SSHPublicKey: key }) => (
          <KeyValuePairs
            columns={1}
            items={[
              { label: "Fingerprint (MD5)", value: <Copyable text={key?.Fingerprint} name="fingerprint" /> },
              { label: "Public key", value: <Copyable text={key?.SSHPublicKeyBody} name="public key" /> },
            ]}
          />
        )}
      </Answer>
    </Modal>
  );
}
