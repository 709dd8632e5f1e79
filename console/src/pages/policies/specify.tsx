/** The step in which a document is written. */
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { InfoLink } from "../../app/help";
import { PolicyEditor } from "../../components/policy-editor/policy-editor";
import { LIMIT } from "./document";
import { EDITOR_HELP } from "./help";

interface Props {
  text: string;
  onChange: (text: string) => void;
  onErrors: (hasErrors: boolean) => void;
}

export function SpecifyPermissions({ text, onChange, onErrors }: Props) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          info={<InfoLink topic={EDITOR_HELP} />}
          description="Say which actions on which resources are allowed or denied, and under which conditions."
        >
          Policy editor
        </Header>
      }
    >
      <PolicyEditor text={text} onChange={onChange} kind="identity" limit={LIMIT} onErrors={onErrors} />
    </Container>
  );
}
