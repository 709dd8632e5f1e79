/** Changes what UpdateRole changes: description and longest session. */
import { type Role, UpdateRoleCommand } from "@aws-sdk/client-iam";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { callIam } from "../../api/queries";
import { useChange } from "../../app/use-change";
import { Dialog } from "../../components/dialog";
import { duration, durationComplaint } from "./durations";
import { isServiceLinked } from "./linked";

const CUSTOM = "custom";
const HOURS = [1, 2, 4, 6, 8, 10, 12].map((hours) => hours * 60);

const OPTIONS = [
  ...HOURS.map((minutes) => ({ value: String(minutes), label: duration(minutes * 60) })),
  { value: CUSTOM, label: "Custom duration" },
];

export function EditRole({ role, onClose }: { role: Role; onClose: () => void }) {
  const { RoleName = "", Description = "", MaxSessionDuration = 3_600 } = role;
  const now = String(MaxSessionDuration / 60);
  const [description, setDescription] = useState(Description);
  const [chosen, choose] = useState(OPTIONS.some(({ value }) => value === now) ? now : CUSTOM);
  const [minutes, setMinutes] = useState(now);
  const hasDuration = !isServiceLinked(role);
  // Another client may have set what is no whole number of minutes: it stays, until somebody changes it.
  const isChanged = (chosen === CUSTOM ? minutes : chosen) !== now;
  const wrong = isChanged && chosen === CUSTOM ? durationComplaint(minutes) : "";
  const change = useChange({
    work: () =>
      callIam("UpdateRole", UpdateRoleCommand, {
        RoleName,
        Description: description,
        ...(hasDuration && isChanged && { MaxSessionDuration: 60 * Number(chosen === CUSTOM ? minutes : chosen) }),
      }),
    old: ["GetRole", "ListRoles"],
    done: `Role ${RoleName} changed.`,
    onDone: onClose,
  });
  return (
    <Dialog
      title={`Edit ${RoleName}`}
      verb="Save changes"
      isReady={wrong === "" && description.length <= 1_000}
      isBusy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onCancel={onClose}
    >
      <FormField
        label="Description - optional"
        constraintText="1,000 characters at most"
        errorText={description.length > 1_000 && "Enter 1,000 characters at most."}
      >
        <Textarea value={description} onChange={({ detail }) => setDescription(detail.value)} rows={3} />
      </FormField>
      {hasDuration ? (
        <FormField
          label="Maximum session duration"
          description="The longest session that somebody may ask for. Sessions under way end as they began."
        >
          <Select
            options={OPTIONS}
            selectedOption={OPTIONS.find(({ value }) => value === chosen) ?? null}
            onChange={({ detail }) => choose(detail.selectedOption.value ?? CUSTOM)}
          />
        </FormField>
      ) : null}
      {hasDuration && chosen === CUSTOM ? (
        <FormField label="Duration in minutes" constraintText="From 60 to 720" errorText={wrong}>
          <Input value={minutes} onChange={({ detail }) => setMinutes(detail.value.trim())} inputMode="numeric" />
        </FormField>
      ) : null}
    </Dialog>
  );
}
