import { usePageHelp } from "../../app/help";
import { AccessKeyWizard } from "../../credentials/access-key-wizard";
import { CREDENTIALS_HELP } from "./help";
import { ForOwner } from "./own";

export default function CreateAccessKey() {
  usePageHelp(CREDENTIALS_HELP);
  return <ForOwner>{(owner) => <AccessKeyWizard owner={owner} />}</ForOwner>;
}
