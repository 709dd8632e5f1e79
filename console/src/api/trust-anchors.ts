/** The trust anchors of Roles Anywhere: the console has no client of that service. */
import { queryOptions } from "@tanstack/react-query";
import { callRest } from "./rest";

export interface TrustAnchor {
  trustAnchorArn: string;
  name: string;
  enabled: boolean;
}

interface Page {
  trustAnchors?: TrustAnchor[];
  nextToken?: string;
}

/** All trust anchors of the account, of the region that the console calls. */
export const trustAnchors = () =>
  queryOptions({
    queryKey: ["rolesanywhere", "ListTrustAnchors"],
    queryFn: async ({ signal }): Promise<TrustAnchor[]> => {
      const found: TrustAnchor[] = [];
      let next: string | undefined;
      do {
        const call = {
          service: "rolesanywhere",
          path: "/trustanchors",
          ...(next !== undefined && { query: { nextToken: next } }),
        };
        const page = (await callRest("ListTrustAnchors", call, signal)) as Page; // by its model
        found.push(...(page.trustAnchors ?? []));
        next = page.nextToken;
      } while (next !== undefined);
      return found;
    },
  });
