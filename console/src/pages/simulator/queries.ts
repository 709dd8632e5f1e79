/** What the simulator's page asks besides: the ARN of who is simulated, names to choose from, and which keys matter. */
import { GetGroupCommand, GetRoleCommand, GetUserCommand } from "@aws-sdk/client-iam";
import { queryOptions } from "@tanstack/react-query";
import { callIam } from "../../api/queries";
import type { Identity, Kind } from "../../identity/kinds";
import { contextKeys } from "../../simulation/simulate";

type Find = (name: string, signal: AbortSignal) => Promise<string | undefined>;

const FIND: Readonly<Record<Kind, Find>> = {
  user: async (UserName, signal) => (await callIam("GetUser", GetUserCommand, { UserName }, signal)).User?.Arn,
  group: async (GroupName, signal) =>
    (await callIam("GetGroup", GetGroupCommand, { GroupName, MaxItems: 1 }, signal)).Group?.Arn,
  role: async (RoleName, signal) => (await callIam("GetRole", GetRoleCommand, { RoleName }, signal)).Role?.Arn,
};

export const arnOf = (identity: Identity) =>
  queryOptions({
    queryKey: ["simulation", "Arn", identity],
    queryFn: async ({ signal }) => (await FIND[identity.kind](identity.name, signal)) ?? "",
  });

/** The context keys that the policies of a question ask for. */
export const keysFor = (source: string, policies: readonly string[]) =>
  queryOptions({
    queryKey: ["simulation", "ContextKeys", source, policies],
    queryFn: ({ signal }) => contextKeys(source, policies, signal),
    enabled: source !== "" || policies.length > 0,
  });
