/** Step 3: what the role is called, and everything once more. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import Textarea from "@cloudscape-design/components/textarea";
import { JsonView } from "../../../components/json-view";
import { TagEditor } from "../../../components/tag-editor";
import { type Given, givenBy } from "../../../identity/granting/review";
import { trustTextOf } from "../../../trust/builder";
import { TrustRules } from "../../../trust/rules";
import { choiceOf, type Draft, type NameComplaints } from "./draft";
import { needsProfile } from "./submit";

interface Props {
  draft: Draft;
  complaints: NameComplaints;
  onChange: (changed: Partial<Draft>, areTagsValid?: boolean) => void;
  /** Go back to a step. */
  onEdit: (step: number) => void;
}

export function ReviewStep({ draft, complaints, onChange, onEdit }: Props) {
  const trust = trustTextOf(choiceOf(draft));
  return (
    <SpaceBetween size="l">
      <Details draft={draft} complaints={complaints} onChange={onChange} />
      <Container header={<StepHeader title="Step 1: Select trusted entity" onEdit={() => onEdit(0)} />}>
        <SpaceBetween size="m">
          <TrustRules text={trust} />
          <ExpandableSection headerText="Trust policy">
            <JsonView text={trust} name="Trust policy" />
          </ExpandableSection>
        </SpaceBetween>
      </Container>
      <Container header={<StepHeader title="Step 2: Add permissions" onEdit={() => onEdit(1)} />}>
        <Permissions draft={draft} />
      </Container>
      <Container header={<Header variant="h2">Tags - optional</Header>}>
        <TagEditor tags={draft.tags} onChange={(tags, isValid) => onChange({ tags }, isValid)} />
      </Container>
    </SpaceBetween>
  );
}

function StepHeader({ title, onEdit }: { title: string; onEdit: () => void }) {
  return (
    <Header
      variant="h2"
      actions={
        <Button onClick={onEdit} ariaLabel={`Edit ${title}`}>
          Edit
        </Button>
      }
    >
      {title}
    </Header>
  );
}

function Details({ draft, complaints, onChange }: Pick<Props, "draft" | "complaints" | "onChange">) {
  return (
    <Container header={<Header variant="h2">Role details</Header>}>
      <SpaceBetween size="l">
        <FormField
          label="Role name"
          description="It cannot be changed later."
          constraintText="1 to 64 letters, numbers and these characters: + = , . @ - _"
          errorText={complaints.name}
        >
          <Input
            value={draft.name}
            onChange={({ detail }) => onChange({ name: detail.value })}
            spellcheck={false}
            autoComplete={false}
          />
        </FormField>
        <FormField
          label="Description - optional"
          constraintText="1,000 characters at most"
          errorText={complaints.description}
        >
          <Textarea
            value={draft.description}
            onChange={({ detail }) => onChange({ description: detail.value })}
            rows={2}
          />
        </FormField>
        {needsProfile(draft) ? (
          <Alert type="info">An instance profile of the same name is made, which gives the role to instances.</Alert>
        ) : null}
        <ExpandableSection headerText="Advanced" defaultExpanded={draft.path !== "/"}>
          <FormField label="Path" description="It cannot be changed later." errorText={complaints.path}>
            <Input
              value={draft.path}
              onChange={({ detail }) => onChange({ path: detail.value.trim() })}
              spellcheck={false}
            />
          </FormField>
        </ExpandableSection>
      </SpaceBetween>
    </Container>
  );
}

function Permissions({ draft: { policies, boundary } }: { draft: Draft }) {
  return (
    <Table<Given>
      variant="embedded"
      wrapLines
      items={givenBy({ groups: [], policies, inline: [], boundary })}
      ariaLabels={{ tableLabel: "Permissions summary" }}
      columnDefinitions={[
        { id: "name", header: "Policy name", isRowHeader: true, cell: ({ name }) => name },
        { id: "type", header: "Type", cell: ({ type }) => type },
        { id: "used", header: "Used as", cell: ({ usedAs }) => usedAs },
      ]}
      empty={<Box textAlign="center">The role is given nothing, and may do nothing until something allows it.</Box>}
    />
  );
}
