import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Answer } from "./answer";
import { JsonView } from "./json-view";
import { managedDocument } from "./policy-queries";

/** What a policy allows and denies, to read. */
export function DocumentView({ text, name, actions }: { text: string; name: string; actions?: ReactNode }) {
  return <JsonView text={text} name={`Policy ${name}`} actions={actions} />;
}

/** The same of a managed policy, which is asked for. */
export function ManagedDocument({ arn, name }: { arn: string; name: string }) {
  return <Answer query={useQuery(managedDocument(arn))}>{(text) => <DocumentView text={text} name={name} />}</Answer>;
}
