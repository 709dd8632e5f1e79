/** X.509 signing certificates, with which some older interfaces sign their requests. */
import {
  DeleteSigningCertificateCommand,
  type SigningCertificate,
  UpdateSigningCertificateCommand,
  UploadSigningCertificateCommand,
} from "@aws-sdk/client-iam";
import { useQuery } from "@tanstack/react-query";
import { callIam } from "../api/queries";
import { Copyable } from "../components/arn";
import type { Column } from "../components/columns";
import { RelativeTime } from "../components/time";
import { CredentialTable } from "./credential-table";
import { named, type Owner } from "./owner";
import { certificatesOf } from "./queries";
import { Status } from "./status";
import { switchingAndDeletion } from "./switching";
import { UploadDialog } from "./upload-dialog";

const LIST = "ListSigningCertificates";
const idOf = ({ CertificateId = "" }: SigningCertificate) => CertificateId;

export function Certificates({ owner }: { owner: Owner }) {
  const query = useQuery(certificatesOf(owner));
  return (
    <CredentialTable
      title="X.509 signing certificates"
      description="Sign requests of older interfaces with them."
      noun={["signing certificate", "signing certificates"]}
      query={query}
      items={query.data?.Certificates ?? []}
      columns={COLUMNS}
      idOf={idOf}
      actions={actionsOf(owner)}
      create={[
        {
          text: "Upload X.509 certificate",
          dialog: (close) => (
            <UploadDialog
              title="Upload X.509 certificate"
              label="Certificate"
              constraint="One certificate in PEM that is valid now. Never the private key."
              placeholder="-----BEGIN CERTIFICATE-----"
              upload={(CertificateBody) =>
                callIam("UploadSigningCertificate", UploadSigningCertificateCommand, {
                  ...named(owner),
                  CertificateBody,
                })
              }
              list={LIST}
              said="Signing certificate uploaded."
              onClose={close}
            />
          ),
        },
      ]}
    />
  );
}

const COLUMNS: readonly Column<SigningCertificate>[] = [
  {
    id: "id",
    header: "Certificate ID",
    cell: (each) => <Copyable text={idOf(each)} name="certificate ID" />,
    isName: true,
    minWidth: 280,
  },
  { id: "status", header: "Status", cell: ({ Status: status }) => <Status status={status} /> },
  { id: "created", header: "Uploaded", cell: ({ UploadDate }) => <RelativeTime at={UploadDate} /> },
];

const actionsOf = (owner: Owner) =>
  switchingAndDeletion<SigningCertificate>({
    noun: "Signing certificate",
    idOf,
    setStatus: (CertificateId, status) =>
      callIam("UpdateSigningCertificate", UpdateSigningCertificateCommand, {
        ...named(owner),
        CertificateId,
        Status: status,
      }),
    remove: (CertificateId) =>
      callIam("DeleteSigningCertificate", DeleteSigningCertificateCommand, { ...named(owner), CertificateId }),
    list: LIST,
    means: {
      activate: "Requests that are signed with it are taken again.",
      deactivate: "Requests that are signed with it are refused from now on. You can activate it again.",
      remove: "Requests that are signed with it are refused from now on. To use it again, upload it again.",
    },
  });
