/** Makes a group: its name, who is in it, what it allows. */
import type { User } from "@aws-sdk/client-iam";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useFlashes } from "../../app/flashes";
import { InfoLink, usePageHelp } from "../../app/help";
import { href, paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { Buttons } from "../../components/buttons";
import { Failures } from "../../components/failures";
import { PartTable } from "../../components/part-table";
import { PolicyPicker } from "../../components/policy-picker";
import { useSteps } from "../../components/steps";
import { UnsavedChanges } from "../../components/unsaved";
import { nameRule, nameWrong } from "../../identity/names";
import { createGroupSteps, READS_OF_GROUPS } from "../../identity/steps";
import { GROUPS_HELP } from "./help";
import { CANDIDATE_COLUMNS, useCandidates, userIdOf, userNameOf } from "./members";

const NOBODY: readonly User[] = [];

export default function CreateGroup() {
  usePageHelp(GROUPS_HELP);
  const [typed, setTyped] = useState("");
  const [isChecked, setChecked] = useState(false);
  const [asked, setAsked] = useState("");
  const [users, chooseUsers] = useState<readonly User[]>(NOBODY);
  const [policies, choosePolicies] = useState<readonly string[]>([]);
  const candidates = useCandidates(NOBODY);
  const { succeed } = useFlashes();
  const { follow, leave } = useGo();
  const name = typed.trim();
  const wrong = nameWrong("group", name);
  const { run, isBusy, isDone, failures, retry } = useSteps({
    forgets: READS_OF_GROUPS,
    onDone: () => {
      succeed(`User group ${name} created.`);
      leave(paths.groups);
    },
  });
  const isBegun = typed !== "" || users.length > 0 || policies.length > 0;

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (wrong) return;
        const asks = JSON.stringify([name, users.map(userNameOf), policies]);
        // What was done of the same group is not done again.
        if (failures.length > 0 && asks === asked) return retry();
        setAsked(asks);
        run(createGroupSteps({ name, users: users.map(userNameOf), policies }));
      }}
    >
      <UnsavedChanges when={isBegun && !isDone} />
      <Form
        header={
          <Header variant="h1" info={<InfoLink topic={GROUPS_HELP} />}>
            Create user group
          </Header>
        }
        actions={
          <Buttons>
            <Button formAction="none" variant="link" href={href(paths.groups)} onFollow={follow}>
              Cancel
            </Button>
            <Button variant="primary" loading={isBusy}>
              Create user group
            </Button>
          </Buttons>
        }
      >
        <SpaceBetween size="l">
          <Failures failures={failures} onRetry={retry} />
          <Container header={<Header variant="h2">Name the group</Header>}>
            <FormField
              label="User group name"
              description="A name that tells what the group is for."
              constraintText={nameRule("group")}
              errorText={isChecked && wrong}
            >
              <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} spellcheck={false} autoFocus />
            </FormField>
          </Container>
          <PartTable<User>
            noun={{ one: "user", many: "users", title: "Add users to the group" }}
            description="Optional. A user can be in up to 10 groups."
            rows={candidates}
            columns={CANDIDATE_COLUMNS}
            idOf={userIdOf}
            nameOf={userNameOf}
            selected={users}
            onSelect={chooseUsers}
            emptyText="There are no users in this account yet."
          />
          <PolicyPicker
            holder="group"
            title="Attach permissions policies"
            selected={policies}
            onChange={choosePolicies}
          />
        </SpaceBetween>
      </Form>
    </form>
  );
}
