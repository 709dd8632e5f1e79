import { usePageHelp } from "../../app/help";
import { AssignMfaWizard } from "../../credentials/assign-mfa-wizard";
import { CREDENTIALS_HELP } from "./help";
import { ForOwn } from "./own";

export default function AssignOwnMfa() {
  usePageHelp(CREDENTIALS_HELP);
  return <ForOwn>{(owner) => <AssignMfaWizard owner={owner} />}</ForOwn>;
}
