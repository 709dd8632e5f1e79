import { usePageHelp } from "../app/help";
import { TEMPLATE } from "../pages/policies/document";
import { PERMISSIONS_HELP } from "./help";
import { InlineForm } from "./inline-form";
import { useIdentity } from "./use-identity";

export default function CreateInlinePolicy() {
  usePageHelp(PERMISSIONS_HELP);
  return <InlineForm of={useIdentity()} document={TEMPLATE} />;
}
