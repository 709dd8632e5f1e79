/** A metadata document to choose, with what it says as soon as it is chosen. */
import FileUpload from "@cloudscape-design/components/file-upload";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { MetadataFacts } from "./metadata-facts";
import { metadataError } from "./rules";

interface Props {
  text: string;
  onChange: (text: string) => void;
  isChecked: boolean;
}

export function MetadataField({ text, onChange, isChecked }: Props) {
  const [files, setFiles] = useState<File[]>([]);
  const choose = async (chosen: File[]) => {
    setFiles(chosen);
    onChange((await chosen[0]?.text()) ?? "");
  };
  const missing = isChecked && files.length === 0 && "Choose the metadata document.";
  return (
    <SpaceBetween size="s">
      <FormField
        label="Metadata document"
        description="The XML document that the identity provider publishes."
        constraintText="XML in UTF-8, without byte order mark; at most about 700 kB"
        errorText={missing || (files.length > 0 && metadataError(text))}
      >
        <FileUpload
          value={files}
          onChange={({ detail }) => void choose(detail.value)}
          accept=".xml,text/xml,application/xml,application/samlmetadata+xml"
          showFileSize
          i18nStrings={{
            uploadButtonText: () => "Choose file",
            dropzoneText: () => "Drop file to upload",
            removeFileAriaLabel: () => "Remove file",
            limitShowFewer: "Show fewer files",
            limitShowMore: "Show more files",
            errorIconAriaLabel: "Error",
            warningIconAriaLabel: "Warning",
          }}
        />
      </FormField>
      {text ? <MetadataFacts document={text} /> : null}
    </SpaceBetween>
  );
}
