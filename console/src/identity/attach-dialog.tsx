import { useState } from "react";
import { useFlashes } from "../app/flashes";
import { Dialog } from "../components/dialog";
import { Failures } from "../components/failures";
import { PolicyPicker } from "../components/policy-picker";
import { useSteps } from "../components/steps";
import type { Held } from "./held";
import { type Identity, readsOfPolicies } from "./kinds";
import { attachSteps } from "./steps";

interface Props {
  of: Identity;
  has: readonly Held[];
  onClose: () => void;
}

/** Attaches managed policies to a group or a role. */
export function AttachDialog({ of, has, onClose }: Props) {
  const { succeed } = useFlashes();
  const [arns, choose] = useState<string[]>([]);
  const { run, isBusy, failures, retry } = useSteps({
    forgets: readsOfPolicies(of),
    onDone: () => {
      succeed(`${arns.length === 1 ? "Policy" : `${arns.length} policies`} attached to ${of.name}.`);
      onClose();
    },
  });
  return (
    <Dialog
      title={`Attach policies to ${of.name}`}
      verb="Attach policies"
      size="max"
      isReady={arns.length > 0}
      isBusy={isBusy}
      error={null}
      onConfirm={() => run(attachSteps(of, arns))}
      onCancel={onClose}
    >
      <Failures failures={failures} onRetry={retry} />
      <PolicyPicker
        variant="embedded"
        title="Other permissions policies"
        selected={arns}
        onChange={choose}
        without={has.flatMap(({ arn, isDirect }) => (isDirect && arn ? arn : []))}
      />
    </Dialog>
  );
}
