/** The tags of a resource, by IAM's rules. */
import CloudscapeTagEditor, { type TagEditorProps } from "@cloudscape-design/components/tag-editor";

export type Tags = readonly TagEditorProps.Tag[];

export const MOST_TAGS = 50;
/**
 * What IAM takes in keys and values: letters, digits, blanks and a few signs. The component knows no classes of Unicode:
 * of what is beyond ASCII the server tells what is no letter.
 */
const ALLOWED = "^(?:[A-Za-z0-9 _.:/=+\\-@]|[^\\x00-\\x7F])*$";
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
      allowedCharacterPattern={ALLOWED}
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
