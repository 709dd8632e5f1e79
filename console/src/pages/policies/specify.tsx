/** The step in which a document is written. */
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { useState } from "react";
import { InfoLink } from "../../app/help";
import { PolicyEditor } from "../../components/policy-editor/policy-editor";
import { EDITOR_HELP } from "./help";
import { ImportPolicy } from "./import-policy";
import { TemplateDialog } from "./template-dialog";
import { useQuota } from "./use-quota";

interface Props {
  /** What the policy is called, or will be. */
  name: string;
  text: string;
  onChange: (text: string) => void;
  onErrors: (hasErrors: boolean) => void;
  first: "visual" | "json";
}

const ACTIONS = [
  { id: "import", text: "Import policy" },
  { id: "template", text: "Generate template for infrastructure as code" },
];

export function SpecifyPermissions({ name, text, onChange, onErrors, first }: Props) {
  const [open, setOpen] = useState("");
  const limit = useQuota("PolicySizeQuota");
  return (
    <Container
      header={
        <Header
          variant="h2"
          info={<InfoLink topic={EDITOR_HELP} />}
          description="Say which actions on which resources are allowed or denied, and under which conditions."
          actions={
            <ButtonDropdown items={ACTIONS} onItemClick={({ detail }) => setOpen(detail.id)}>
              Actions
            </ButtonDropdown>
          }
        >
          Policy editor
        </Header>
      }
    >
      <PolicyEditor
        isInAddress
        text={text}
        onChange={onChange}
        kind="identity"
        limit={limit}
        onErrors={onErrors}
        first={first}
      />
      {open === "template" ? <TemplateDialog name={name} text={text} onClose={() => setOpen("")} /> : null}
      {open === "import" ? (
        <ImportPolicy
          text={text}
          onDone={(joined) => {
            onChange(joined);
            setOpen("");
          }}
          onCancel={() => setOpen("")}
        />
      ) : null}
    </Container>
  );
}
