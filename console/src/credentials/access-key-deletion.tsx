/** Deleting an access key: it is switched off first, so that what still uses it shows before it is too late. */
import { type AccessKeyMetadata, DeleteAccessKeyCommand, UntagUserCommand } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { callIam, forget } from "../api/queries";
import { CellAnswer } from "../components/answer";
import { CallError } from "../components/call-error";
import { DeleteDialog } from "../components/delete-dialog";
import { Dialog } from "../components/dialog";
import { relative } from "../components/time";
import { lastUseOf } from "../pages/users/queries";
import { named, type Owner } from "./owner";
import { accessKeysOf } from "./queries";
import { isActive } from "./status";
import { useWrite } from "./use-write";

interface Props {
  owner: Owner;
  accessKey: AccessKeyMetadata;
  deactivate: () => Promise<unknown>;
  onClose: () => void;
}

export function DeleteKey({ owner, accessKey, deactivate, onClose }: Props) {
  const queryClient = useQueryClient();
  const AccessKeyId = accessKey.AccessKeyId ?? "";
  const title = `Delete ${AccessKeyId}?`;
  const switchOff = useMutation({
    mutationFn: deactivate,
    onSuccess: () => forget(queryClient, "ListAccessKeys"),
  });
  const deletion = useWrite({
    work: async () => {
      await callIam("DeleteAccessKey", DeleteAccessKeyCommand, { ...named(owner), AccessKeyId });
      await withoutDescription(owner, AccessKeyId);
    },
    forgets: ["ListAccessKeys", "ListUserTags", "GetUser"],
    said: `Access key ${AccessKeyId} deleted.`,
    onDone: onClose,
  });

  // What the row was when the dialog opened may have changed meanwhile.
  const present = useQuery(accessKeysOf(owner)).data?.AccessKeyMetadata?.find((key) => key.AccessKeyId === AccessKeyId);
  if (isActive(present ?? accessKey) && !switchOff.isSuccess) {
    return (
      <Dialog
        title={title}
        verb="Delete"
        isReady={false}
        isBusy={false}
        error={null}
        onConfirm={() => {}}
        onCancel={onClose}
      >
        {switchOff.error ? <CallError error={switchOff.error} /> : null}
        <LastUse accessKeyId={AccessKeyId} />
        <Alert
          type="warning"
          action={
            <Button loading={switchOff.isPending} onClick={() => switchOff.mutate()}>
              Deactivate
            </Button>
          }
        >
          An active access key has to be deactivated before it can be deleted.
        </Alert>
      </Dialog>
    );
  }
  return (
    <DeleteDialog
      title={title}
      phrase={AccessKeyId}
      consequence={owner.kind === "root" ? "whatever signs as the root user with this key is refused" : undefined}
      isBusy={deletion.isPending}
      error={deletion.error}
      onConfirm={() => deletion.mutate()}
      onCancel={onClose}
    >
      <LastUse accessKeyId={AccessKeyId} />
      <div>The key is deactivated. Once deleted it cannot be brought back.</div>
    </DeleteDialog>
  );
}

/** The description is a tag of the user; without its key it means nothing. Who may not take tags away leaves it. */
async function withoutDescription(owner: Owner, accessKeyId: string): Promise<void> {
  if (owner.kind === "root") return;
  const { userName: UserName } = owner;
  await callIam("UntagUser", UntagUserCommand, { UserName, TagKeys: [accessKeyId] }).catch(() => {});
}

function LastUse({ accessKeyId }: { accessKeyId: string }) {
  return (
    <CellAnswer query={useQuery(lastUseOf(accessKeyId))}>
      {({ AccessKeyLastUsed: use }) => (
        <div>
          {use?.LastUsedDate
            ? `It was last used ${relative(use.LastUsedDate)}, for ${use.ServiceName} in ${use.Region}.`
            : "It was never used."}
        </div>
      )}
    </CellAnswer>
  );
}
