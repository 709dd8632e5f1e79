/** Ends all of one's console sessions, this one among them. */
import { useMutation } from "@tanstack/react-query";
import { apiError } from "../../api/errors";
import { Dialog } from "../../components/dialog";
import { signOutEverywhere } from "../../session/endpoints";

export function SignOutEverywhere({ onClose }: { onClose: () => void }) {
  const end = useMutation({
    mutationFn: () =>
      signOutEverywhere().catch((failure: unknown) => {
        throw apiError("SignOutEverywhere", failure);
      }),
    onSuccess: () => window.location.assign("/signin"),
  });
  return (
    <Dialog
      title="Sign out everywhere?"
      verb="Sign out everywhere"
      isBusy={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate()}
      onCancel={onClose}
    >
      All your sessions at this console end at once, in this browser and in every other. Access keys go on working.
    </Dialog>
  );
}
