/** The form of an inline policy: what it allows, and, for a new one, what it is called. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { forget } from "../api/queries";
import { useFlashes } from "../app/flashes";
import { InfoLink } from "../app/help";
import { href } from "../app/paths";
import { useGo } from "../app/use-go";
import { PolicyEditor } from "../components/policy-editor/policy-editor";
import { Refused } from "../components/refused";
import { UnsavedChanges } from "../components/unsaved";
import { PERMISSIONS_HELP } from "./help";
import { type Identity, inlineOf, type Kind, readsOfPolicies, verbsOf } from "./kinds";
import { nameRule, nameWrong } from "./names";
import { pathOf } from "./places";

/** Characters that the inline policies of one identity may have together, white space not counted. */
const ROOM: Readonly<Record<Kind, number>> = { user: 2_048, group: 5_120, role: 10_240 };

interface Props {
  of: Identity;
  /** The name of the policy that is edited; a new one is given its name here. */
  policy?: string;
  /** The document to begin with. */
  document: string;
}

export function InlineForm({ of, policy, document }: Props) {
  const [text, setText] = useState(document);
  const [typed, setTyped] = useState(policy ?? "");
  const [isInvalid, setInvalid] = useState(false);
  const [isChecked, setChecked] = useState(false);
  const queryClient = useQueryClient();
  const { succeed } = useFlashes();
  const { follow, leave } = useGo();
  const name = typed.trim();
  const { data: taken = [] } = useQuery({ ...inlineOf(of), enabled: policy === undefined });
  // IAM puts a policy in the place of one of the same name, without a word.
  const isTaken = policy === undefined && taken.includes(name);
  const wrong = policy === undefined ? nameWrong("policy", name) || (isTaken && "A policy of that name exists.") : "";
  const saving = useMutation({
    mutationFn: () => verbsOf(of).put(name, text),
    onSuccess: async () => {
      await forget(queryClient, ...readsOfPolicies(of));
      succeed(policy === undefined ? `Policy ${name} created.` : `Policy ${name} saved.`);
      leave(pathOf(of));
    },
  });
  const title = policy === undefined ? `Create inline policy for ${of.name}` : `Edit ${policy}`;

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (!wrong && !isInvalid) saving.mutate();
      }}
    >
      <UnsavedChanges when={text !== document && !saving.isSuccess} />
      <Form
        header={
          <Header
            variant="h1"
            description={`An inline policy belongs to this ${of.kind} alone, and is deleted with it.`}
            info={<InfoLink topic={PERMISSIONS_HELP} />}
          >
            {title}
          </Header>
        }
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button formAction="none" variant="link" href={href(pathOf(of))} onFollow={follow}>
              Cancel
            </Button>
            <Button variant="primary" loading={saving.isPending}>
              {policy === undefined ? "Create policy" : "Save changes"}
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <Refused error={saving.error} />
          <Container header={<Header variant="h2">Permissions</Header>}>
            <SpaceBetween size="xs">
              <PolicyEditor
                text={text}
                onChange={setText}
                kind="identity"
                isInAddress
                limit={ROOM[of.kind]}
                onErrors={setInvalid}
              />
              <LiveRegion>
                {isChecked && isInvalid ? (
                  <StatusIndicator type="error">Mend the errors of the policy document.</StatusIndicator>
                ) : null}
              </LiveRegion>
            </SpaceBetween>
          </Container>
          {policy === undefined ? (
            <Container header={<Header variant="h2">Policy details</Header>}>
              <FormField label="Policy name" constraintText={nameRule("policy")} errorText={isChecked && wrong}>
                <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} spellcheck={false} />
              </FormField>
            </Container>
          ) : null}
        </SpaceBetween>
      </Form>
    </form>
  );
}
