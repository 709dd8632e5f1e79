/** Adds ARNs: by a form with a field for each part that the type leaves open, or as text. */
import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import type { ResourceType } from "../../api/catalogue";
import { fillIn, placeholdersIn, type Values } from "../../policy/arns";
import { nameInWords } from "../../policy/words";
import { accountOf, useSession } from "../../session/context";
import { Copyable } from "../arn";
import { Dialog } from "../dialog";

interface Props {
  /** Null where ARNs of any type are added, as text. */
  type: ResourceType | null;
  onAdd: (arns: readonly string[]) => void;
  onCancel: () => void;
}

const ANY = "*";

/** Return the ARNs in *text*, one on each line, or null where one is none. */
export function readArns(text: string): string[] | null {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.length > 0 && lines.every((line) => line === ANY || /^arn:[^\s]+$/.test(line)) ? lines : null;
}

export function ArnDialog({ type, onAdd, onCancel }: Props) {
  const session = useSession();
  const own = accountOf(session);
  const [view, setView] = useState(type === null ? "text" : "form");
  const [values, setValues] = useState<Values>({ Account: own, Region: ANY });
  const [text, setText] = useState("");
  const [isTried, setTried] = useState(false);
  const names = type === null ? [] : placeholdersIn(type.arn);
  const partition = session.principal.arn.split(":")[1] ?? "aws";
  const isComplete = names.every((name) => values[name]);
  const arns = view === "text" ? readArns(text) : null;

  const confirm = () => {
    setTried(true);
    if (view === "form" && type !== null && isComplete) onAdd([fillIn(type.arn, { ...values, Partition: partition })]);
    if (arns !== null) onAdd(arns);
  };

  return (
    <Dialog
      title={type === null ? "Add ARNs" : `Add ARN of ${type.name}`}
      verb="Add"
      isBusy={false}
      error={null}
      onConfirm={confirm}
      onCancel={onCancel}
    >
      {type === null ? null : (
        <SegmentedControl
          label="How to add"
          selectedId={view}
          options={[
            { id: "form", text: "Form" },
            { id: "text", text: "Text" },
          ]}
          onChange={({ detail }) => setView(detail.selectedId)}
        />
      )}
      {view === "form" && type !== null ? (
        <SpaceBetween size="m">
          {names.map((name) => (
            <Place
              key={name}
              name={name}
              value={values[name] ?? ""}
              isTried={isTried}
              onChange={(value) => setValues({ ...values, [name]: value })}
            />
          ))}
          <FormField label="ARN">
            <Copyable text={fillIn(type.arn, { ...values, Partition: partition })} />
          </FormField>
        </SpaceBetween>
      ) : (
        <FormField
          label="ARNs"
          constraintText="One on each line; * and ? stand for other text"
          errorText={isTried && arns === null ? "Write each ARN on a line of its own. An ARN begins with arn:" : ""}
        >
          <Textarea
            value={text}
            rows={6}
            placeholder={type?.arn.replace(/\$\{(\w+)\}/g, "$1") ?? "arn:aws:s3:::example-bucket"}
            onChange={({ detail }) => setText(detail.value)}
          />
        </FormField>
      )}
    </Dialog>
  );
}

interface PlaceProps {
  name: string;
  value: string;
  isTried: boolean;
  onChange: (value: string) => void;
}

function Place({ name, value, isTried, onChange }: PlaceProps) {
  const label = nameInWords(name);
  return (
    <SpaceBetween size="xxs">
      <FormField label={label} errorText={isTried && !value ? "Enter a value, or choose any." : ""}>
        <Input value={value} onChange={({ detail }) => onChange(detail.value.trim())} />
      </FormField>
      <Checkbox checked={value === ANY} onChange={({ detail }) => onChange(detail.checked ? ANY : "")}>
        {`Any ${label.toLowerCase()}`}
      </Checkbox>
    </SpaceBetween>
  );
}
