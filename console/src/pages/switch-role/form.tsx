/** Acting as a role. Links fill the form in: `/switchrole?account=…&roleName=…&displayName=…`. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { actAs } from "../../app/act-as";
import { BASE, paths } from "../../app/paths";
import { useGo } from "../../app/use-go";
import { Chip } from "../../components/chip";
import { Refused } from "../../components/refused";
import { useSession } from "../../session/context";
import { COLOURS, type Colour } from "../../session/recent-roles";

export default function SwitchRole() {
  const query = useSearch({ strict: false }) as Record<string, unknown>;
  const given = (name: string) => (query[name] === undefined ? "" : String(query[name]));
  const session = useSession();
  const { go } = useGo();
  const [account, setAccount] = useState(given("account"));
  const [roleName, setRoleName] = useState(given("roleName"));
  const [displayName, setDisplayName] = useState(given("displayName"));
  const [colour, setColour] = useState<Colour | null>(null);
  const [isChecked, setChecked] = useState(false);
  const suggested = account.trim() && roleName.trim() ? `${roleName.trim()} @ ${account.trim()}` : "";
  const isRoot = session.principal.type === "Root";

  const change = useMutation({
    mutationFn: () =>
      actAs(session.principal.arn, {
        account: account.trim(),
        roleName: roleName.trim(),
        displayName: displayName.trim() || suggested,
        colour,
      }),
    // The page begins anew: nothing that was read as somebody else stays.
    onSuccess: () => window.location.assign(BASE),
  });

  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description="Act as a role that you may assume. You keep your own permissions for when you switch back."
        >
          Switch role
        </Header>
      }
    >
      {isRoot ? (
        <Alert type="info">The root user cannot switch to a role. Sign in as an IAM user.</Alert>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setChecked(true);
            if (account.trim() && roleName.trim()) change.mutate();
          }}
        >
          <Form
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button variant="link" formAction="none" onClick={() => go(paths.home)}>
                  Cancel
                </Button>
                <Button variant="primary" formAction="submit" loading={change.isPending}>
                  Switch role
                </Button>
              </SpaceBetween>
            }
          >
            <SpaceBetween size="l">
              <Refused error={change.error} />
              <Alert type="info">A role that demands an external ID cannot be switched to here.</Alert>
              <Container header={<Header variant="h2">Role</Header>}>
                <SpaceBetween size="l">
                  <FormField
                    label="Account ID or alias"
                    errorText={isChecked && !account.trim() && "Enter the account ID or alias."}
                  >
                    <Input value={account} onChange={({ detail }) => setAccount(detail.value)} spellcheck={false} />
                  </FormField>
                  <FormField
                    label="IAM role name"
                    constraintText="With its path, without a slash in front"
                    errorText={isChecked && !roleName.trim() && "Enter the name of the role."}
                  >
                    <Input value={roleName} onChange={({ detail }) => setRoleName(detail.value)} spellcheck={false} />
                  </FormField>
                  <FormField label="Display name - optional" constraintText="What the top bar shows meanwhile">
                    <Input
                      value={displayName}
                      onChange={({ detail }) => setDisplayName(detail.value)}
                      placeholder={suggested}
                    />
                  </FormField>
                  <FormField label="Display color - optional" constraintText="Marks the role in the top bar">
                    <RadioGroup
                      direction="horizontal"
                      value={colour ?? ""}
                      onChange={({ detail }) =>
                        setColour(COLOURS.find(({ value }) => value === detail.value)?.value ?? null)
                      }
                      items={[
                        { value: "", label: "None" },
                        ...COLOURS.map(({ value, label }) => ({
                          value,
                          label: (
                            <>
                              <Chip colour={value} /> {label}
                            </>
                          ),
                        })),
                      ]}
                    />
                  </FormField>
                </SpaceBetween>
              </Container>
            </SpaceBetween>
          </Form>
        </form>
      )}
    </ContentLayout>
  );
}
