/** What the forms of both kinds of provider share: tags, checking, creating, and where one comes to afterwards. */
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { useState } from "react";
import { paths } from "../../app/paths";
import { useChange } from "../../app/use-change";
import { useGo } from "../../app/use-go";
import { TagEditor, type Tags } from "../../components/tag-editor";
import { LISTS } from "./queries";

interface TagsState {
  tags: Tags;
  onChange: (tags: Tags, isValid: boolean) => void;
}

/** *create* makes the provider that is called *name*, and returns its ARN. */
export function useAdding(name: string, create: (tags: Tags) => Promise<string | undefined>) {
  const { go, leave } = useGo();
  const [isChecked, setChecked] = useState(false);
  const [{ tags, areValid }, setTags] = useState<{ tags: Tags; areValid: boolean }>({ tags: [], areValid: true });
  const creation = useChange({
    work: () => create(tags),
    old: LISTS,
    done: `Identity provider ${name} added. Assign it to a role: until a role trusts it, nobody can use it.`,
    onDone: (arn) => leave(arn === undefined ? paths.providers : paths.provider(arn)),
  });
  return {
    isChecked,
    tags: { tags, onChange: (changed: Tags, valid: boolean) => setTags({ tags: changed, areValid: valid }) },
    frame: {
      verb: "Add provider",
      isDirty: name !== "" || tags.length > 0,
      isBusy: creation.isPending,
      error: creation.error,
      onCancel: () => go(paths.providers),
    },
    submit: (isGood: boolean) => {
      setChecked(true);
      if (isGood && areValid) creation.mutate();
    },
  };
}

export function TagsSection({ tags, onChange }: TagsState) {
  return (
    <Container
      header={
        <Header variant="h2" description="Key and value pairs by which you find providers, and policies mean them.">
          Tags - optional
        </Header>
      }
    >
      <TagEditor tags={tags} onChange={onChange} />
    </Container>
  );
}
