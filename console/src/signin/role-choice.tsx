/** Which role to act as, where an identity provider offers several. */
import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import { useState } from "react";
import { type OfferedRole, samlRole } from "../session/endpoints";
import { StepForm } from "./step-form";
import { useAttempt } from "./use-attempt";

export function RoleChoice({ ticket, roles }: { ticket: string; roles: OfferedRole[] }) {
  const [roleArn, setRoleArn] = useState<string | null>(null);
  const { isBusy, error, attempt } = useAttempt();
  const accounts = [...new Set(roles.map(({ account }) => account))];

  const choose = () =>
    attempt(async () => {
      if (roleArn === null) throw new Error("Choose a role.");
      const { destination } = await samlRole(ticket, roleArn);
      // The server has looked at it: it is here, or one of the places that the operator named.
      window.location.assign(destination);
    });

  return (
    <StepForm title="Select a role" error={error} submit="Sign in" isBusy={isBusy} onSubmit={choose}>
      {accounts.map((account) => {
        const offered = roles.filter((role) => role.account === account);
        return (
          <FormField key={account} label={`Account ${offered[0]?.accountAlias || account}`}>
            <RadioGroup
              value={roleArn}
              onChange={({ detail }) => setRoleArn(detail.value)}
              items={offered.map((role) => ({ value: role.roleArn, label: role.roleName, description: role.roleArn }))}
            />
          </FormField>
        );
      })}
    </StepForm>
  );
}
