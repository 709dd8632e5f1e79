/** The thumbprints of an OpenID Connect provider, to read and to edit. */
import { UpdateOpenIDConnectProviderThumbprintCommand } from "@aws-sdk/client-iam";
import AttributeEditor from "@cloudscape-design/components/attribute-editor";
import Button from "@cloudscape-design/components/button";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import { callIam } from "../../api/queries";
import { useChange } from "../../app/use-change";
import { Copyable } from "../../components/arn";
import type { Column } from "../../components/columns";
import { Dialog } from "../../components/dialog";
import { PartTable } from "../../components/part-table";
import { MOST_THUMBPRINTS, plainThumbprint, thumbprintError } from "./rules";

interface FieldsProps {
  thumbprints: readonly string[];
  onChange: (thumbprints: readonly string[]) => void;
  isChecked: boolean;
}

export function ThumbprintFields({ thumbprints, onChange, isChecked }: FieldsProps) {
  const room = MOST_THUMBPRINTS - thumbprints.length;
  return (
    <AttributeEditor
      items={[...thumbprints]}
      addButtonText="Add thumbprint"
      removeButtonText="Remove"
      removeButtonAriaLabel={(text) => `Remove thumbprint ${text}`}
      disableAddButton={room <= 0}
      additionalInfo={room === 1 ? "1 more can be added" : `${room} more can be added`}
      onAddButtonClick={() => onChange([...thumbprints, ""])}
      onRemoveButtonClick={({ detail }) => onChange(thumbprints.filter((_, index) => index !== detail.itemIndex))}
      empty="No thumbprints: the issuer's certificate has to be one that an authority vouches for."
      definition={[
        {
          label: "Thumbprint (SHA-1)",
          control: (text, index) => (
            <Input
              value={text}
              ariaLabel={`Thumbprint ${index + 1}`}
              spellcheck={false}
              onChange={({ detail }) =>
                onChange(thumbprints.map((each, place) => (place === index ? detail.value : each)))
              }
            />
          ),
          errorText: (text) => (isChecked ? thumbprintError(text) : ""),
        },
      ]}
    />
  );
}

interface Props {
  arn: string;
  thumbprints: readonly string[];
}

const same = (thumbprint: string) => thumbprint;

const COLUMNS: readonly Column<string>[] = [
  {
    id: "thumbprint",
    header: "Thumbprint (SHA-1)",
    cell: (thumbprint) => <Copyable text={thumbprint} name="Thumbprint" />,
    by: same,
    isSearched: true,
    isName: true,
  },
];

export function ThumbprintsTab({ arn, thumbprints }: Props) {
  const [isEditing, setEditing] = useState(false);
  const manage = <Button onClick={() => setEditing(true)}>Manage thumbprints</Button>;
  return (
    <>
      <PartTable<string>
        noun={{ one: "thumbprint", many: "thumbprints", title: "Thumbprints" }}
        description="Kept for tools that ask for them. The issuer's certificate is verified by its authority."
        rows={{ data: thumbprints, error: null }}
        columns={COLUMNS}
        idOf={same}
        nameOf={same}
        actions={manage}
        emptyText="The issuer's certificate has to be one that an authority vouches for."
        emptyAction={manage}
      />
      {isEditing ? <Manage arn={arn} thumbprints={thumbprints} onClose={() => setEditing(false)} /> : null}
    </>
  );
}

function Manage({ arn, thumbprints, onClose }: Props & { onClose: () => void }) {
  const [edited, setEdited] = useState(thumbprints);
  const [isChecked, setChecked] = useState(false);
  const change = useChange({
    work: () =>
      callIam("UpdateOpenIDConnectProviderThumbprint", UpdateOpenIDConnectProviderThumbprintCommand, {
        OpenIDConnectProviderArn: arn,
        ThumbprintList: edited.map(plainThumbprint),
      }),
    old: ["GetOpenIDConnectProvider"],
    done: "Thumbprints saved.",
    onDone: onClose,
  });
  const save = () => {
    setChecked(true);
    if (!edited.some(thumbprintError)) change.mutate();
  };
  return (
    <Dialog
      title="Manage thumbprints"
      verb="Save changes"
      isBusy={change.isPending}
      error={change.error}
      onConfirm={save}
      onCancel={onClose}
    >
      <ThumbprintFields thumbprints={edited} onChange={setEdited} isChecked={isChecked} />
    </Dialog>
  );
}
