/** Editing the password policy. It binds every user at once, and so is asked about once more. */
import { DeleteAccountPasswordPolicyCommand, UpdateAccountPasswordPolicyCommand } from "@aws-sdk/client-iam";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { callIam } from "../../api/queries";
import { usePageHelp } from "../../app/help";
import { paths } from "../../app/paths";
import { useChange } from "../../app/use-change";
import { useGo } from "../../app/use-go";
import { Answer } from "../../components/answer";
import { Dialog } from "../../components/dialog";
import { FormFrame } from "../../components/form-frame";
import { CustomRules } from "./custom-rules";
import { PASSWORD_POLICY_HELP } from "./help";
import { formErrors, type PolicyForm, rulesOf, toForm, toRequest } from "./policy-form";
import { passwordPolicy } from "./queries";
import { Rules } from "./rules";

export default function EditPasswordPolicy() {
  usePageHelp(PASSWORD_POLICY_HELP);
  const policy = useQuery(passwordPolicy());
  return (
    <ContentLayout
      header={
        <Header variant="h1" description="The rules that passwords of this account's IAM users have to keep.">
          Edit password policy
        </Header>
      }
    >
      <Answer query={policy} absent={<Editor kept={toForm(null)} />}>
        {({ PasswordPolicy = {} }) => <Editor kept={toForm(PasswordPolicy)} />}
      </Answer>
    </ContentLayout>
  );
}

function Editor({ kept }: { kept: PolicyForm }) {
  const { go, leave } = useGo();
  const [form, setForm] = useState(kept);
  const [isChecked, setChecked] = useState(false);
  const [isAsked, ask] = useState(false);
  const errors = formErrors(form);
  const isDirty = JSON.stringify(form) !== JSON.stringify(kept);
  const save = () => {
    setChecked(true);
    if (Object.keys(errors).length > 0) return;
    // There is nothing to take away where the default holds already.
    if (form.isCustom || kept.isCustom) ask(true);
    else leave(paths.settings);
  };

  return (
    <>
      <FormFrame verb="Save changes" isDirty={isDirty} onSubmit={save} onCancel={() => go(paths.settings)}>
        <Container header={<Header variant="h2">Password policy</Header>}>
          <SpaceBetween size="l">
            <RadioGroup
              ariaLabel="Password policy"
              value={form.isCustom ? "custom" : "default"}
              onChange={({ detail }) => setForm({ ...form, isCustom: detail.value === "custom" })}
              items={[
                { value: "default", label: "IAM default", description: "The rules of an account that sets none" },
                { value: "custom", label: "Custom", description: "Rules of your own" },
              ]}
            />
            {form.isCustom ? (
              <CustomRules form={form} errors={isChecked ? errors : {}} onChange={setForm} />
            ) : (
              <Rules rules={rulesOf(form)} />
            )}
          </SpaceBetween>
        </Container>
      </FormFrame>
      {isAsked ? <Confirmation form={form} onCancel={() => ask(false)} onDone={() => leave(paths.settings)} /> : null}
    </>
  );
}

interface ConfirmationProps {
  form: PolicyForm;
  onCancel: () => void;
  onDone: () => void;
}

function Confirmation({ form, onCancel, onDone }: ConfirmationProps) {
  const change = useChange({
    work: (): Promise<unknown> =>
      form.isCustom
        ? callIam("UpdateAccountPasswordPolicy", UpdateAccountPasswordPolicyCommand, toRequest(form))
        : callIam("DeleteAccountPasswordPolicy", DeleteAccountPasswordPolicyCommand, {}),
    old: ["GetAccountPasswordPolicy"],
    done: form.isCustom ? "Custom password policy set." : "Default password policy set.",
    onDone,
  });
  return (
    <Dialog
      title={form.isCustom ? "Set custom password policy?" : "Set default password policy?"}
      verb={form.isCustom ? "Set custom" : "Set default"}
      isBusy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onCancel={onCancel}
    >
      <Box>The rules hold at once for every password that a user of this account sets or changes.</Box>
      {form.isCustom && form.expires ? (
        <Box>
          Passwords that are older than allowed expire at once.{" "}
          {form.needsAdministrator
            ? "Their users cannot sign in with them until an administrator sets a new one."
            : "Their users set a new one when they next sign in."}
        </Box>
      ) : null}
      <Rules rules={rulesOf(form)} />
    </Dialog>
  );
}
