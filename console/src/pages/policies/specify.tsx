/** The step in which a document is written. */
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { useState } from "react";
import { InfoLink } from "../../app/help";
import { PolicyEditor } from "../../components/policy-editor/policy-editor";
import { LIMIT } from "./document";
import { EDITOR_HELP } from "./help";
import { ImportPolicy } from "./import-policy";

interface Props {
  text: string;
  onChange: (text: string) => void;
  onErrors: (hasErrors: boolean) => void;
  first: "visual" | "json";
}

export function SpecifyPermissions({ text, onChange, onErrors, first }: Props) {
  const [isImporting, setImporting] = useState(false);
  return (
    <Container
      header={
        <Header
          variant="h2"
          info={<InfoLink topic={EDITOR_HELP} />}
          description="Say which actions on which resources are allowed or denied, and under which conditions."
          actions={
            <ButtonDropdown items={[{ id: "import", text: "Import policy" }]} onItemClick={() => setImporting(true)}>
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
        limit={LIMIT}
        onErrors={onErrors}
        first={first}
      />
      {isImporting ? (
        <ImportPolicy
          text={text}
          onDone={(joined) => {
            onChange(joined);
            setImporting(false);
          }}
          onCancel={() => setImporting(false)}
        />
      ) : null}
    </Container>
  );
}
