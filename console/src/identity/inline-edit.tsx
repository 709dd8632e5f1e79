import { useQuery } from "@tanstack/react-query";
import { usePageHelp } from "../app/help";
import { useParam } from "../app/use-param";
import { Answer } from "../components/answer";
import { readable } from "../components/json-view";
import { PERMISSIONS_HELP } from "./help";
import { InlineForm } from "./inline-form";
import { inlineDocument } from "./kinds";
import { useIdentity } from "./use-identity";

export default function EditInlinePolicy() {
  usePageHelp(PERMISSIONS_HELP);
  const of = useIdentity();
  const policy = useParam("policyName");
  return (
    <Answer query={useQuery(inlineDocument(of, policy))}>
      {(text) => <InlineForm of={of} policy={policy} document={readable(text)} />}
    </Answer>
  );
}
