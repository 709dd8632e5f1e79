import { usePageHelp } from "../../app/help";
import { AssignMfaWizard } from "../../credentials/assign-mfa-wizard";
import { CREDENTIALS_HELP } from "./help";
import { ForOwner } from "./own";

export default function AssignMfa() {
  usePageHelp(CREDENTIALS_HELP);
  return <ForOwner>{(owner) => <AssignMfaWizard owner={owner} />}</ForOwner>;
}
