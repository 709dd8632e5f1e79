import { usePageHelp } from "../../app/help";
import { AccessKeyWizard } from "../../credentials/access-key-wizard";
import { CREDENTIALS_HELP } from "./help";
import { ForOwn } from "./own";

export default function CreateOwnAccessKey() {
  usePageHelp(CREDENTIALS_HELP);
  return <ForOwn>{(owner) => <AccessKeyWizard owner={owner} />}</ForOwn>;
}
