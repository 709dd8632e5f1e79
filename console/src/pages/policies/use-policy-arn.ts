import { useParams } from "@tanstack/react-router";

/** The ARN in the address. Routes are made from the table of pages, so that their types do not know it. */
export function usePolicyArn(): string {
  const { policyArn = "" } = useParams({ strict: false }) as { policyArn?: string };
  return policyArn;
}
