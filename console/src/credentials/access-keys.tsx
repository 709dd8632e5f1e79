/** The access keys of an owner: what signs calls of the API for as long as nobody switches it off. */
import { type AccessKeyMetadata, UpdateAccessKeyCommand } from "@aws-sdk/client-iam";
import Box from "@cloudscape-design/components/box";
import { useQuery } from "@tanstack/react-query";
import { callIam } from "../api/queries";
import { CellAnswer } from "../components/answer";
import { Copyable } from "../components/arn";
import type { Column } from "../components/columns";
import { RelativeTime } from "../components/time";
import { tagsRead } from "../identity/tags";
import { Age } from "../pages/users/columns";
import { lastUseOf } from "../pages/users/queries";
import { DeleteKey } from "./access-key-deletion";
import { EditDescription } from "./access-key-description";
import { CredentialTable, type RowAction } from "./credential-table";
import { called, named, type Owner } from "./owner";
import { createAccessKeyPath } from "./paths";
import { accessKeysOf } from "./queries";
import { Status } from "./status";
import { switching } from "./switching";

const idOf = ({ AccessKeyId = "" }: AccessKeyMetadata) => AccessKeyId;

export function AccessKeys({ owner }: { owner: Owner }) {
  const query = useQuery(accessKeysOf(owner));
  return (
    <CredentialTable
      title="Access keys"
      description="Sign calls of the AWS CLI, an SDK or other programs with them. A second one takes the place of the first without a break."
      noun={["access key", "access keys"]}
      query={query}
      items={query.data?.AccessKeyMetadata ?? []}
      columns={owner.kind === "user" ? [...COLUMNS, description(owner.userName)] : COLUMNS}
      idOf={idOf}
      actions={actionsOf(owner)}
      create={[{ text: "Create access key", path: createAccessKeyPath(owner) }]}
    />
  );
}

const COLUMNS: readonly Column<AccessKeyMetadata>[] = [
  {
    id: "id",
    header: "Access key ID",
    cell: (key) => <Copyable text={idOf(key)} name="access key ID" />,
    isName: true,
    minWidth: 230,
  },
  { id: "status", header: "Status", cell: ({ Status: status }) => <Status status={status} /> },
  { id: "age", header: "Age", cell: ({ CreateDate }) => <Age since={CreateDate} /> },
  { id: "used", header: "Last used", cell: (key) => <LastUse accessKeyId={idOf(key)} />, minWidth: 180 },
];

const description = (userName: string): Column<AccessKeyMetadata> => ({
  id: "description",
  header: "Description",
  cell: (key) => <Description userName={userName} accessKeyId={idOf(key)} />,
  minWidth: 150,
});

function LastUse({ accessKeyId }: { accessKeyId: string }) {
  return (
    <CellAnswer query={useQuery(lastUseOf(accessKeyId))}>
      {({ AccessKeyLastUsed: use }) =>
        use?.LastUsedDate ? (
          <>
            <RelativeTime at={use.LastUsedDate} />
            <Box color="text-body-secondary" fontSize="body-s">
              {use.ServiceName} in {use.Region}
            </Box>
          </>
        ) : (
          "Never"
        )
      }
    </CellAnswer>
  );
}

function Description({ userName, accessKeyId }: { userName: string; accessKeyId: string }) {
  return (
    <CellAnswer query={useQuery(tagsRead({ kind: "user", name: userName }))}>
      {(tags) => tags.find(({ Key }) => Key === accessKeyId)?.Value || "-"}
    </CellAnswer>
  );
}

function actionsOf(owner: Owner): readonly RowAction<AccessKeyMetadata>[] {
  const setStatus = (AccessKeyId: string, status: "Active" | "Inactive") =>
    callIam("UpdateAccessKey", UpdateAccessKeyCommand, { ...named(owner), AccessKeyId, Status: status });
  const [activate, deactivate] = switching<AccessKeyMetadata>({
    noun: "Access key",
    idOf,
    setStatus,
    list: "ListAccessKeys",
    means: {
      activate: "Whoever has the secret of this key can use it again at once.",
      deactivate: "Calls that are signed with it are refused from now on. You can activate it again.",
    },
  });
  const describe: RowAction<AccessKeyMetadata> = {
    id: "describe",
    text: "Edit description",
    dialog: (key, close) => <EditDescription userName={called(owner)} accessKeyId={idOf(key)} onClose={close} />,
  };
  return [
    activate,
    deactivate,
    // Root is no resource that has tags.
    ...(owner.kind === "user" ? [describe] : []),
    {
      id: "delete",
      text: "Delete",
      dialog: (key, close) => (
        <DeleteKey owner={owner} accessKey={key} deactivate={() => setStatus(idOf(key), "Inactive")} onClose={close} />
      ),
    },
  ];
}
