import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useFlashes } from "../app/flashes";
import { StepsDialog } from "../components/steps-dialog";
import { type Held, type Removal, removalOf } from "./held";
import { type Identity, readsOfPolicies } from "./kinds";
import { READS_OF_MEMBERSHIP, removalSteps } from "./steps";

interface Props {
  of: Identity;
  chosen: readonly Held[];
  all: readonly Held[];
  onClose: () => void;
  onDone: () => void;
}

/** Takes policies away. What came by a group goes with the membership, which is said before. */
export function RemoveDialog({ of, chosen, all, onClose, onDone }: Props) {
  const { succeed } = useFlashes();
  const removal = removalOf(chosen, all);
  const one = chosen[0]?.name ?? "";
  return (
    <StepsDialog
      title={chosen.length === 1 ? `Remove ${one}?` : `Remove ${chosen.length} policies?`}
      verb="Remove"
      steps={removalSteps(of, removal)}
      forgets={[...readsOfPolicies(of), ...READS_OF_MEMBERSHIP]}
      onDone={() => {
        succeed(`Removed from ${of.name}: ${listed(chosen)}.`);
        onDone();
        onClose();
      }}
      onCancel={onClose}
    >
      <Effects of={of} removal={removal} />
    </StepsDialog>
  );
}

const listed = (policies: readonly Held[]) => policies.map(({ name }) => name).join(", ");

function Effects({ of, removal: { detached, deleted, left, alsoLost, staying } }: { of: Identity; removal: Removal }) {
  return (
    <SpaceBetween size="m">
      {detached.length > 0 ? (
        <Box>
          Detached from {of.name}: <strong>{listed(detached)}</strong>. The policies themselves stay.
        </Box>
      ) : null}
      {deleted.length > 0 ? (
        <Alert type="warning">
          Deleted: <strong>{listed(deleted)}</strong>. This cannot be undone.
        </Alert>
      ) : null}
      {left.length > 0 ? (
        <Alert
          type="warning"
          header={`${of.name} leaves ${left.length === 1 ? "the group" : "the groups"} ${left.join(", ")}`}
        >
          What comes by a group can be taken away only with the membership.
          {alsoLost.length > 0 ? (
            <>
              {" "}
              With it goes also: <strong>{listed(alsoLost)}</strong>.
            </>
          ) : null}
        </Alert>
      ) : null}
      {staying.length > 0 ? (
        <Alert type="info">
          Still allowed by groups: <strong>{listed(staying)}</strong>.
        </Alert>
      ) : null}
    </SpaceBetween>
  );
}
