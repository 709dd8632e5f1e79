/** For tests: somebody is signed in, and the catalogue of `fixture.ts` is there without being fetched. */
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { globalKeys, service, services } from "../api/catalogue";
import { newQueryClient } from "../api/queries";
import { SessionContext } from "../session/context";
import type { Session } from "../session/endpoints";
import { GLOBAL, LISTED, SERVICES } from "./fixture";

const SESSION = {
  account: "111122223333",
  role: null,
  principal: { arn: "arn:aws:iam::111122223333:user/ada" },
} as Session; // the rest is asked for by nothing here

function filledClient() {
  const client = newQueryClient();
  client.setQueryData(services().queryKey, LISTED);
  client.setQueryData(globalKeys().queryKey, GLOBAL);
  for (const each of SERVICES) client.setQueryData(service(each.prefix).queryKey, each);
  return client;
}

export function WithCatalogue({ children }: { children: ReactNode }) {
  const [client] = useState(filledClient);
  return (
    <QueryClientProvider client={client}>
      <SessionContext value={SESSION}>{children}</SessionContext>
    </QueryClientProvider>
  );
}
