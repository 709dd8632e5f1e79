/** Testing a token or an assertion: what is asked, and below it what came of it. */
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation } from "@tanstack/react-query";
import { CallError } from "../../../components/call-error";
import type { Provider } from "../provider";
import { TestAnswer } from "./answer";
import { type Shown, testToken } from "./call";
import { TestForm } from "./form";

export function TokenTest({ provider: { kind, arn } }: { provider: Pick<Provider, "kind" | "arn"> }) {
  // A token is a secret: it is kept in no cache, and is no part of the address.
  const test = useMutation({
    mutationFn: async (shown: Shown) => ({ shown, told: await testToken(shown) }),
    gcTime: 0,
  });
  return (
    <SpaceBetween size="l">
      <TestForm kind={kind} provider={arn} isBusy={test.isPending} onTest={test.mutate} />
      <LiveRegion>
        {test.error ? <CallError error={test.error} /> : null}
        {test.data ? <TestAnswer {...test.data} /> : null}
      </LiveRegion>
    </SpaceBetween>
  );
}
