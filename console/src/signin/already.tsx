import Box from "@cloudscape-design/components/box";
import type { Session } from "../session/endpoints";
import { OtherWay } from "./other-way";
import { StepForm } from "./step-form";

interface Props {
  session: Session;
  onContinue: () => void;
  onOther: () => void;
}

/** Somebody is signed in: go on as they are, or as somebody else, which ends their session. */
export function AlreadySignedIn({ session, onContinue, onOther }: Props) {
  const { principal, account, accountAlias } = session;
  return (
    <StepForm
      title="You are signed in"
      submit="Continue"
      isBusy={false}
      onSubmit={onContinue}
      below={<OtherWay onFollow={onOther}>Sign in as somebody else</OtherWay>}
    >
      <Box>
        You are <strong>{principal.type === "Root" ? "the root user" : principal.name}</strong> of account{" "}
        <strong>{accountAlias || account}</strong>.
      </Box>
    </StepForm>
  );
}
