/** Asks which version goes when a policy has as many as it can. */
import type { PolicyVersion } from "@aws-sdk/client-iam";
import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import { useState } from "react";
import { Dialog } from "../../components/dialog";
import { exact } from "../../components/time";

interface Props {
  /** Those that are not the default, newest first. */
  versions: readonly PolicyVersion[];
  isBusy: boolean;
  onConfirm: (versionId: string) => void;
  onCancel: () => void;
}

export function MakeRoom({ versions, isBusy, onConfirm, onCancel }: Props) {
  // The oldest is what is missed least.
  const [chosen, choose] = useState(versions.at(-1)?.VersionId ?? null);
  return (
    <Dialog
      title="Delete a version to make room?"
      verb="Delete version and save"
      isReady={chosen !== null}
      isBusy={isBusy}
      error={null}
      onConfirm={() => chosen !== null && onConfirm(chosen)}
      onCancel={onCancel}
    >
      <FormField
        label="Version to delete"
        description={`This policy has ${versions.length + 1} versions, which is the most. One that is not the default is deleted before the new one is saved.`}
      >
        <RadioGroup
          value={chosen}
          onChange={({ detail }) => choose(detail.value)}
          items={versions.map(({ VersionId = "", CreateDate }) => ({
            value: VersionId,
            label: VersionId,
            description: CreateDate && `Created ${exact(CreateDate)}`,
          }))}
        />
      </FormField>
    </Dialog>
  );
}
