import { usePageHelp } from "../app/help";
import { PERMISSIONS_HELP } from "./help";
import { InlineForm } from "./inline-form";
import { useIdentity } from "./use-identity";

const EMPTY = JSON.stringify(
  { Version: "2012-10-17", Statement: [{ Sid: "Statement1", Effect: "Allow", Action: [], Resource: [] }] },
  null,
  2,
);

export default function CreateInlinePolicy() {
  usePageHelp(PERMISSIONS_HELP);
  return <InlineForm of={useIdentity()} document={EMPTY} />;
}
