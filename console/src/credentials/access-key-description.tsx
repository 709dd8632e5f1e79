/** The description of an access key: a tag of its user whose key is the ID of the access key, as at AWS. */
import { TagUserCommand, UntagUserCommand } from "@aws-sdk/client-iam";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { callIam } from "../api/queries";
import { Answer } from "../components/answer";
import { Dialog } from "../components/dialog";
import { tagsRead } from "../identity/tags";
import { useWrite } from "./use-write";

export const LONGEST_DESCRIPTION = 256;
const CONSTRAINT = "Up to 256 characters: letters, numbers, spaces and _ . : / = + - @";

/** Describe the key anew; without a text it has no description. */
export const describe = (UserName: string, accessKeyId: string, text: string) =>
  text
    ? callIam("TagUser", TagUserCommand, { UserName, Tags: [{ Key: accessKeyId, Value: text }] })
    : callIam("UntagUser", UntagUserCommand, { UserName, TagKeys: [accessKeyId] });

/** Return what is wrong with a description, or "". */
export function descriptionError(text: string): string {
  if (text.length > LONGEST_DESCRIPTION) return "Shorten the description to 256 characters.";
  return /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text) ? "" : "Use letters, numbers, spaces and _ . : / = + - @";
}

interface InputProps {
  value: string;
  onChange: (text: string) => void;
}

export function DescriptionInput({ value, onChange }: InputProps) {
  return (
    <FormField
      label="Description tag value"
      description="What the key is for and where it is used. It is kept as a tag of the user whose key is the access key ID."
      constraintText={CONSTRAINT}
      errorText={descriptionError(value)}
    >
      <Input value={value} onChange={({ detail }) => onChange(detail.value)} />
    </FormField>
  );
}

interface Props {
  userName: string;
  accessKeyId: string;
  onClose: () => void;
}

export function EditDescription({ userName, accessKeyId, onClose }: Props) {
  const tags = useQuery(tagsRead({ kind: "user", name: userName }));
  const [typed, setTyped] = useState<string | null>(null);
  const present = tags.data?.find(({ Key }) => Key === accessKeyId)?.Value ?? "";
  const text = typed ?? present;
  const write = useWrite({
    work: () => describe(userName, accessKeyId, text.trim()),
    forgets: ["ListUserTags", "GetUser"],
    said: `Description of access key ${accessKeyId} saved.`,
    onDone: onClose,
  });
  return (
    <Dialog
      title={`Description of ${accessKeyId}`}
      verb="Save changes"
      isReady={tags.data !== undefined && descriptionError(text) === ""}
      isBusy={write.isPending}
      error={write.error}
      onConfirm={() => write.mutate()}
      onCancel={onClose}
    >
      <Answer query={tags}>{() => <DescriptionInput value={text} onChange={setTyped} />}</Answer>
    </Dialog>
  );
}
