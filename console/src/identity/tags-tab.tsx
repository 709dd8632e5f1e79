/** The tags of a resource: a table, and the editor in its place. */
import type { Tag } from "@aws-sdk/client-iam";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { forget } from "../api/queries";
import { useFlashes } from "../app/flashes";
import type { Column } from "../components/columns";
import { PartTable } from "../components/part-table";
import { Refused } from "../components/refused";
import { fromIam, TagEditor } from "../components/tag-editor";
import { UnsavedChanges } from "../components/unsaved";
import { TAGS_HELP } from "./help";
import { readOfTags, type Tagged, tagChanges, tagsRead, writeTags } from "./tags";

const COLUMNS: readonly Column<Tag>[] = [
  { id: "key", header: "Key", cell: ({ Key }) => Key, by: ({ Key }) => Key, isSearched: true, isName: true },
  { id: "value", header: "Value", cell: ({ Value }) => Value || "-", by: ({ Value }) => Value, isSearched: true },
];

export function TagsTab({ of }: { of: Tagged }) {
  const query = useQuery(tagsRead(of));
  const [isEditing, setEditing] = useState(false);
  if (isEditing && query.data) return <EditTags of={of} present={query.data} onClose={() => setEditing(false)} />;
  const manage = query.data ? <Button onClick={() => setEditing(true)}>Manage tags</Button> : null;
  return (
    <PartTable<Tag>
      noun={{ one: "tag", many: "tags", title: "Tags" }}
      info={TAGS_HELP}
      rows={query}
      columns={COLUMNS}
      idOf={({ Key = "" }) => Key}
      nameOf={({ Key = "" }) => Key}
      isInAddress
      pageSize={50}
      actions={manage}
      emptyText={`This ${of.kind} has no tags.`}
      emptyAction={manage}
    />
  );
}

interface Props {
  of: Tagged;
  present: readonly Tag[];
  onClose: () => void;
}

function EditTags({ of, present, onClose }: Props) {
  const queryClient = useQueryClient();
  const { succeed } = useFlashes();
  const [edited, edit] = useState({ tags: fromIam(present), isValid: true });
  const changes = tagChanges(present, edited.tags);
  const isChanged = changes.set.length + changes.removed.length > 0;
  const saving = useMutation({
    mutationFn: () => writeTags(of, changes),
    // When only what was taken away is gone, the editor goes on from there.
    onSettled: () => forget(queryClient, readOfTags(of)),
    onSuccess: () => {
      succeed("Tags saved.");
      onClose();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (edited.isValid) saving.mutate();
      }}
    >
      <UnsavedChanges when={isChanged && !saving.isSuccess} />
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button formAction="none" variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" loading={saving.isPending} disabled={!edited.isValid || !isChanged}>
              Save changes
            </Button>
          </SpaceBetween>
        }
      >
        <Container header={<Header variant="h2">Manage tags</Header>}>
          <SpaceBetween size="m">
            <Refused error={saving.error} />
            <TagEditor tags={edited.tags} onChange={(tags, isValid) => edit({ tags, isValid })} />
          </SpaceBetween>
        </Container>
      </Form>
    </form>
  );
}
