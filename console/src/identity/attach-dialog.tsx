import { useState } from "react";
import { useFlashes } from "../app/flashes";
import { PolicyPicker } from "../components/policy-picker";
import { StepsDialog } from "../components/steps-dialog";
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
  return (
    <StepsDialog
      title={`Attach policies to ${of.name}`}
      verb="Attach policies"
      size="max"
      steps={attachSteps(of, arns)}
      forgets={readsOfPolicies(of)}
      onDone={() => {
        succeed(`${arns.length === 1 ? "1 policy" : `${arns.length} policies`} attached to ${of.name}.`);
        onClose();
      }}
      onCancel={onClose}
    >
      <PolicyPicker
        variant="embedded"
        holder={of.kind}
        title="Other permissions policies"
        selected={arns}
        onChange={choose}
        without={has.flatMap(({ arn, isDirect }) => (isDirect && arn ? arn : []))}
      />
    </StepsDialog>
  );
}
