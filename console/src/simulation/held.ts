/** The policies that a user with its groups, a group or a role has, with their texts: what the simulator decides by. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { managedDocument } from "../components/policy-queries";
import { type PolicyType, typeOf } from "../components/policy-type";
import { attachedTo, boundaryOf, type Identity, inlineDocument, inlineOf } from "../identity/kinds";
import { groupsOf } from "../pages/users/queries";

export interface HeldPolicy {
  /** By this the page tells it from the others. */
  id: string;
  /** What the simulator calls it in its answers: `SourcePolicyType` and `SourcePolicyId`. */
  source: string;
  name: string;
  type: PolicyType;
  /** "" of an inline policy. */
  arn: string;
  holder: Identity;
  /** As it was saved: positions in the simulator's answers are positions in it. */
  text: string;
}

/** What tells the policy of a matched statement from others. */
export const sourceKey = (type: string | undefined, id: string | undefined) => `${type ?? ""} ${id ?? ""}`;

async function managed(client: QueryClient, holder: Identity, arn: string): Promise<HeldPolicy> {
  const type = typeOf(arn);
  const name = arn.slice(arn.lastIndexOf("/") + 1);
  const source = sourceKey(type === "Customer managed" ? "user-managed" : "aws-managed", name);
  const text = await client.fetchQuery(managedDocument(arn));
  return { id: `${holder.kind} ${holder.name} ${arn}`, source, name, type, arn, holder, text };
}

async function inline(client: QueryClient, holder: Identity, name: string): Promise<HeldPolicy> {
  const source = sourceKey(holder.kind, `${holder.kind}_${holder.name}_${name}`);
  const text = await client.fetchQuery(inlineDocument(holder, name));
  return { id: source, source, name, type: "Customer inline", arn: "", holder, text };
}

async function ownPolicies(client: QueryClient, holder: Identity): Promise<HeldPolicy[]> {
  const names = await client.fetchQuery(inlineOf(holder));
  const attached = await client.fetchQuery(attachedTo(holder));
  return Promise.all([
    ...names.map((name) => inline(client, holder, name)),
    ...attached.map(({ PolicyArn = "" }) => managed(client, holder, PolicyArn)),
  ]);
}

/** The policies of *entity*, and of its groups. */
export const heldPolicies = (entity: Identity) =>
  queryOptions({
    queryKey: ["simulation", "HeldPolicies", entity],
    queryFn: async ({ client }): Promise<HeldPolicy[]> => {
      const { Groups = [] } = entity.kind === "user" ? await client.fetchQuery(groupsOf(entity.name)) : {};
      const groups = Groups.map(({ GroupName = "" }): Identity => ({ kind: "group", name: GroupName }));
      const held = await Promise.all([entity, ...groups].map((holder) => ownPolicies(client, holder)));
      return held.flat();
    },
  });

/** The permissions boundary of *entity* with its text, or null. */
export const heldBoundary = (entity: Identity) =>
  queryOptions({
    queryKey: ["simulation", "HeldBoundary", entity],
    queryFn: async ({ client }): Promise<HeldPolicy | null> => {
      const boundary = await client.fetchQuery(boundaryOf(entity));
      const arn = boundary?.PermissionsBoundaryArn ?? "";
      return arn ? managed(client, entity, arn) : null;
    },
  });
