/** Uploads a text that people have in a file: a public key, or a certificate. */
import FileUpload from "@cloudscape-design/components/file-upload";
import FormField from "@cloudscape-design/components/form-field";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { Dialog } from "../components/dialog";
import { useWrite } from "./use-write";

interface Props {
  title: string;
  label: string;
  constraint: string;
  placeholder: string;
  upload: (body: string) => Promise<unknown>;
  list: string;
  said: string;
  onClose: () => void;
}

/** Larger than any key or certificate. */
const LARGEST = 64 * 1024;

export function UploadDialog({ title, label, constraint, placeholder, upload, list, said, onClose }: Props) {
  const [body, setBody] = useState("");
  const [files, setFiles] = useState<File[]>([]);
  const [fileError, setFileError] = useState("");
  const write = useWrite({ work: () => upload(body.trim()), forgets: [list], said, onDone: onClose });

  async function read(chosen: File[]) {
    setFiles(chosen);
    const file = chosen.at(0);
    const isTooLarge = file !== undefined && file.size > LARGEST;
    setFileError(isTooLarge ? "Choose a smaller file: this is no key or certificate." : "");
    if (file && !isTooLarge) setBody(await file.text());
  }

  return (
    <Dialog
      title={title}
      verb="Upload"
      isReady={body.trim() !== ""}
      isBusy={write.isPending}
      error={write.error}
      onConfirm={() => write.mutate()}
      onCancel={onClose}
    >
      <FormField label={label} constraintText={constraint}>
        <Textarea
          value={body}
          onChange={({ detail }) => setBody(detail.value)}
          placeholder={placeholder}
          rows={8}
          spellcheck={false}
        />
      </FormField>
      <FormField label="Or choose a file">
        <FileUpload
          value={files}
          onChange={({ detail }) => void read(detail.value)}
          fileErrors={[fileError]}
          i18nStrings={{
            uploadButtonText: () => "Choose file",
            dropzoneText: () => "Drop file to upload",
            removeFileAriaLabel: () => "Remove file",
            errorIconAriaLabel: "Error",
          }}
        />
      </FormField>
    </Dialog>
  );
}
