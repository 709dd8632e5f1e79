/** The tags of a resource, by IAM's rules. */
import CloudscapeTagEditor, { type TagEditorProps } from "@cloudscape-design/components/tag-editor";

export type Tags = readonly TagEditorProps.Tag[];

export const MOST_TAGS = 50;
/** The editor's own rule is IAM's: letters, digits, blanks and a few signs. */
const WRONG_CHARACTER = "Use letters, numbers, spaces and these characters: _ . : / = + - @";

interface Props {
  tags: Tags;
  onChange: (tags: Tags, isValid: boolean) => void;
  isLoading?: boolean;
}

export function TagEditor({ tags, onChange, isLoading = false }: Props) {
  return (
    <CloudscapeTagEditor
      tags={tags}
      loading={isLoading}
      tagLimit={MOST_TAGS}
      onChange={({ detail }) => onChange(detail.tags, detail.valid)}
      i18nStrings={{ invalidKeyError: WRONG_CHARACTER, invalidValueError: WRONG_CHARACTER }}
    />
  );
}

/** Return what IAM takes: the tags that stay, in the form of its API. */
export const toIam = (tags: Tags) =>
  tags.flatMap(({ key, value, markedForRemoval }) => (markedForRemoval || !key ? [] : [{ Key: key, Value: value }]));

export const fromIam = (tags: readonly { Key?: string | undefined; Value?: string | undefined }[]): Tags =>
  tags.map(({ Key: key = "", Value: value = "" }) => ({ key, value, existing: true }));
