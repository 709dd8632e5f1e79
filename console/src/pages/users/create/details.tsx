/** The first step: what the user is called, and whether the user signs in to the console. */
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { PasswordChoice } from "../../../credentials/password-choice";
import type { AskedOfPasswords } from "../../../credentials/use-password-policy";
import { nameRule } from "../../../identity/names";
import type { NewUser, Wrong } from "./state";

interface Props {
  user: NewUser;
  onChange: (details: Partial<NewUser>) => void;
  asked: AskedOfPasswords | null;
  /** What is said to be wrong. */
  wrong: Wrong;
  isChecked: boolean;
}

export function DetailsStep({ user, onChange, asked, wrong, isChecked }: Props) {
  return (
    <Container header={<Header variant="h2">User details</Header>}>
      <SpaceBetween size="l">
        <FormField label="User name" constraintText={nameRule("user")} errorText={wrong.userName}>
          <Input
            value={user.userName}
            onChange={({ detail }) => onChange({ userName: detail.value })}
            spellcheck={false}
            autoComplete={false}
          />
        </FormField>
        <Checkbox
          checked={user.hasConsole}
          onChange={({ detail }) => onChange({ hasConsole: detail.checked })}
          description="For a person. Programs need no password: give them a role."
        >
          Provide user access to the console - <i>optional</i>
        </Checkbox>
        {user.hasConsole && asked === null ? <StatusIndicator type="loading">Loading</StatusIndicator> : null}
        {user.hasConsole && asked ? (
          <PasswordChoice
            wish={user.password}
            onChange={(password) => onChange({ password })}
            asked={asked}
            isChecked={isChecked}
          />
        ) : null}
        <ExpandableSection headerText="Advanced" defaultExpanded={user.path !== "/"}>
          <FormField
            label="Path"
            description="Policies can name all users below a path."
            constraintText="Begins and ends with a slash, for example /division/team/"
            errorText={wrong.path}
          >
            <Input value={user.path} onChange={({ detail }) => onChange({ path: detail.value })} spellcheck={false} />
          </FormField>
        </ExpandableSection>
      </SpaceBetween>
    </Container>
  );
}
