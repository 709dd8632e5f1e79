/** Write the trust policy of a role. */
import { UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { callIam } from "../../api/queries";
import { usePageHelp } from "../../app/help";
import { paths } from "../../app/paths";
import { useChange } from "../../app/use-change";
import { useGo } from "../../app/use-go";
import { useParam } from "../../app/use-param";
import { Answer } from "../../components/answer";
import { readable } from "../../components/json-view";
import { Refused } from "../../components/refused";
import { UnsavedChanges } from "../../components/unsaved";
import { TrustRules } from "../../trust/rules";
import { TRUST_HELP } from "./help";
import { role } from "./queries";
import { MEND, TrustEditor } from "./trust-editor";

export default function EditTrust() {
  usePageHelp(TRUST_HELP);
  const roleName = useParam("roleName");
  const query = useQuery(role(roleName));
  return (
    <ContentLayout header={<Header variant="h1">Edit trust policy</Header>}>
      <Answer query={query}>
        {({ Role }) => <TrustForm roleName={roleName} saved={readable(Role?.AssumeRolePolicyDocument ?? "")} />}
      </Answer>
    </ContentLayout>
  );
}

function TrustForm({ roleName, saved }: { roleName: string; saved: string }) {
  // What is being written stays, also when the policy is read again behind it.
  const [before] = useState(saved);
  const [text, setText] = useState(saved);
  const [hasErrors, setErrors] = useState(false);
  const [isChecked, setChecked] = useState(false);
  const { go, leave } = useGo();
  const back = `${paths.role(roleName)}?tab=trust`;
  const change = useChange({
    work: () =>
      callIam("UpdateAssumeRolePolicy", UpdateAssumeRolePolicyCommand, { RoleName: roleName, PolicyDocument: text }),
    old: ["GetRole", "ListRoles"],
    done: `Trust policy of ${roleName} updated.`,
    onDone: () => leave(back),
  });
  const submit = () => {
    setChecked(true);
    if (!hasErrors) change.mutate();
  };
  return (
    <Form
      errorText={isChecked && hasErrors && MEND}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button variant="link" onClick={() => go(back)}>
            Cancel
          </Button>
          <Button variant="primary" loading={change.isPending} onClick={submit}>
            Update policy
          </Button>
        </SpaceBetween>
      }
    >
      <SpaceBetween size="l">
        <UnsavedChanges when={text !== before && !change.isSuccess} />
        {saved !== before ? (
          <Alert type="warning">
            The policy was changed elsewhere meanwhile. To update it now replaces that change.
          </Alert>
        ) : null}
        <Container>
          <TrustEditor text={text} onChange={setText} onErrors={setErrors} />
        </Container>
        <Container header={<Header variant="h2">Who can assume this role</Header>}>
          <TrustRules text={text} />
        </Container>
        <Refused error={change.error} />
      </SpaceBetween>
    </Form>
  );
}
