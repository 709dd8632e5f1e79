import { useQuery } from "@tanstack/react-query";
import { Answer } from "./answer";
import { JsonView } from "./json-view";
import { managedDocument } from "./policy-queries";

/** What a policy allows and denies, to read. */
export function DocumentView({ text, name }: { text: string; name: string }) {
  return <JsonView text={text} name={`Policy ${name}`} />;
}

/** The same of a managed policy, which is asked for. */
export function ManagedDocument({ arn, name }: { arn: string; name: string }) {
  return <Answer query={useQuery(managedDocument(arn))}>{(text) => <DocumentView text={text} name={name} />}</Answer>;
}
