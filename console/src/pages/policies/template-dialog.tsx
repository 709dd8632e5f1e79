/** The policy as infrastructure as code, to copy or to save. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import Tabs from "@cloudscape-design/components/tabs";
import { downloadText } from "../../components/download";
import { JsonView } from "../../components/json-view";
import { type Template, templatesOf } from "../../policy/template";

interface Props {
  name: string;
  text: string;
  onClose: () => void;
}

export function TemplateDialog({ name, text, onClose }: Props) {
  const templates = templatesOf(name, text);
  return (
    <Modal
      visible
      size="large"
      header="Template for infrastructure as code"
      onDismiss={onClose}
      closeAriaLabel="Close"
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        </Box>
      }
    >
      {templates.length === 0 ? (
        <Alert type="error" header="The document in the editor is not a policy">
          A template is made of a JSON object only. Mend the document first.
        </Alert>
      ) : (
        <Tabs ariaLabel="Templates" tabs={templates.map(tabOf)} />
      )}
    </Modal>
  );
}

const tabOf = ({ id, name, file, text }: Template) => ({
  id,
  label: name,
  content: (
    <JsonView
      text={text}
      name={`${name} template`}
      actions={
        <Button iconName="download" onClick={() => downloadText(file, "text/plain", text)}>
          Download
        </Button>
      }
    />
  ),
});
