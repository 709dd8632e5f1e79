/** The step in which a new policy gets its name, and what it allows is seen once more. */
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { DocumentView } from "../../components/policy-document";
import { TagEditor, type Tags } from "../../components/tag-editor";
import { isPolicyName } from "./document";

export interface Details {
  name: string;
  description: string;
  path: string;
  tags: Tags;
  areTagsValid: boolean;
}

export const NO_DETAILS: Details = { name: "", description: "", path: "/", tags: [], areTagsValid: true };

const LONGEST_DESCRIPTION = 1_000;
const PATH = /^\/(?:[\x21-\x7e]{1,510}\/)?$/;

export interface Errors {
  name?: string;
  description?: string;
  path?: string;
}

/** What has to be mended before the policy can be made. */
export function errorsIn({ name, description, path }: Details): Errors {
  return {
    ...(!isPolicyName(name.trim()) && {
      name: "Enter a name of 1 to 128 letters, digits and these characters: + = , . @ _ -",
    }),
    ...(description.length > LONGEST_DESCRIPTION && { description: "Enter at most 1,000 characters." }),
    ...(!PATH.test(path) && { path: "Begin and end the path with /, and use no spaces." }),
  };
}

interface Props {
  text: string;
  details: Details;
  errors: Errors;
  onChange: (changed: Partial<Details>) => void;
}

export function Review({ text, details, errors, onChange }: Props) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Policy details</Header>}>
        <SpaceBetween size="l">
          <FormField
            label="Policy name"
            constraintText="1 to 128 letters, digits and + = , . @ _ - characters. The name cannot be changed later."
            errorText={errors.name}
          >
            <Input
              value={details.name}
              onChange={({ detail }) => onChange({ name: detail.value })}
              autoComplete={false}
              spellcheck={false}
            />
          </FormField>
          <FormField
            label={
              <>
                Description - <i>optional</i>
              </>
            }
            constraintText="At most 1,000 characters. The description cannot be changed later."
            errorText={errors.description}
          >
            <Textarea
              value={details.description}
              onChange={({ detail }) => onChange({ description: detail.value })}
              rows={3}
            />
          </FormField>
          <FormField
            label="Path"
            constraintText="Begins and ends with /. It is part of the ARN, and cannot be changed later."
            errorText={errors.path}
          >
            <Input
              value={details.path}
              onChange={({ detail }) => onChange({ path: detail.value })}
              autoComplete={false}
              spellcheck={false}
            />
          </FormField>
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Permissions defined in this policy</Header>}>
        <DocumentView text={text} name={details.name.trim() || "document"} first="summary" />
      </Container>
      <Container header={<Header variant="h2">Tags</Header>}>
        <TagEditor tags={details.tags} onChange={(tags, areTagsValid) => onChange({ tags, areTagsValid })} />
      </Container>
    </SpaceBetween>
  );
}
