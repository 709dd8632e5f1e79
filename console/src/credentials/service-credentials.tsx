/** Service-specific credentials: a user name and password, or an API key, for one service. */
import {
  CreateServiceSpecificCredentialCommand,
  DeleteServiceSpecificCredentialCommand,
  ResetServiceSpecificCredentialCommand,
  type ServiceSpecificCredential,
  type ServiceSpecificCredentialMetadata,
  UpdateServiceSpecificCredentialCommand,
} from "@aws-sdk/client-iam";
import { useQuery } from "@tanstack/react-query";
import { callIam } from "../api/queries";
import type { Column } from "../components/columns";
import { ExactTime, RelativeTime } from "../components/time";
import { CredentialTable, type RowAction } from "./credential-table";
import type { Owner } from "./owner";
import { serviceCredentialsOf } from "./queries";
import { GenerateServiceCredential, ResetServiceCredential } from "./service-credential-dialogs";
import { serviceName } from "./services";
import { Status } from "./status";
import { switchingAndDeletion } from "./switching";

const LIST = "ListServiceSpecificCredentials";
const idOf = ({ ServiceSpecificCredentialId = "" }: ServiceSpecificCredentialMetadata) => ServiceSpecificCredentialId;

export function ServiceCredentials({ owner, userName }: { owner: Owner; userName: string }) {
  const query = useQuery(serviceCredentialsOf(owner));
  return (
    <CredentialTable
      title="Service-specific credentials"
      description="A user name and password, or an API key, for one service."
      noun={["service-specific credential", "service-specific credentials"]}
      query={query}
      items={query.data?.ServiceSpecificCredentials ?? []}
      columns={COLUMNS}
      idOf={idOf}
      actions={actionsOf(userName)}
      create={[
        {
          text: "Generate credentials",
          dialog: (close) => <GenerateServiceCredential make={(asked) => create(userName, asked)} onClose={close} />,
        },
      ]}
    />
  );
}

const COLUMNS: readonly Column<ServiceSpecificCredentialMetadata>[] = [
  {
    id: "name",
    header: "User name or alias",
    cell: ({ ServiceUserName, ServiceCredentialAlias }) => ServiceUserName ?? ServiceCredentialAlias ?? "-",
    isName: true,
    minWidth: 220,
  },
  { id: "service", header: "Service", cell: ({ ServiceName }) => serviceName(ServiceName ?? ""), minWidth: 170 },
  { id: "status", header: "Status", cell: ({ Status: status }) => <Status status={status} /> },
  { id: "created", header: "Created", cell: ({ CreateDate }) => <RelativeTime at={CreateDate} /> },
  { id: "expires", header: "Expires", cell: ({ ExpirationDate }) => <ExactTime at={ExpirationDate} none="Never" /> },
];

export interface Asked {
  service: string;
  /** For how many days it is good; null: until it is deleted. */
  days: number | null;
}

async function create(UserName: string, { service, days }: Asked): Promise<ServiceSpecificCredential | undefined> {
  const made = await callIam("CreateServiceSpecificCredential", CreateServiceSpecificCredentialCommand, {
    UserName,
    ServiceName: service,
    ...(days !== null && { CredentialAgeDays: days }),
  });
  return made.ServiceSpecificCredential;
}

async function reset(UserName: string, id: string): Promise<ServiceSpecificCredential | undefined> {
  const made = await callIam("ResetServiceSpecificCredential", ResetServiceSpecificCredentialCommand, {
    UserName,
    ServiceSpecificCredentialId: id,
  });
  return made.ServiceSpecificCredential;
}

function actionsOf(UserName: string): readonly RowAction<ServiceSpecificCredentialMetadata>[] {
  return [
    {
      id: "reset",
      text: "Reset secret",
      dialog: (each, close) => <ResetServiceCredential make={() => reset(UserName, idOf(each))} onClose={close} />,
    },
    ...switchingAndDeletion<ServiceSpecificCredentialMetadata>({
      noun: "Service-specific credential",
      idOf,
      setStatus: (ServiceSpecificCredentialId, status) =>
        callIam("UpdateServiceSpecificCredential", UpdateServiceSpecificCredentialCommand, {
          UserName,
          ServiceSpecificCredentialId,
          Status: status,
        }),
      remove: (ServiceSpecificCredentialId) =>
        callIam("DeleteServiceSpecificCredential", DeleteServiceSpecificCredentialCommand, {
          UserName,
          ServiceSpecificCredentialId,
        }),
      list: LIST,
      means: {
        activate: "Whoever has its secret can use it again at once.",
        deactivate: "The service refuses it from now on. You can activate it again.",
        remove: "The service refuses it from now on, and it cannot be brought back.",
      },
    }),
  ];
}
