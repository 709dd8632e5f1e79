/** What is done to identities, call by call. */
import { AddUserToGroupCommand, CreateGroupCommand, RemoveUserFromGroupCommand } from "@aws-sdk/client-iam";
import { callIam } from "../api/queries";
import type { Step } from "../components/steps";
import type { Removal } from "./held";
import { type Identity, readsOfPolicies, verbsOf } from "./kinds";

/** Return the name of the managed policy of that ARN. */
export const nameOfArn = (arn: string) => arn.slice(arn.lastIndexOf("/") + 1);

export const attachSteps = (of: Identity, arns: readonly string[]): Step[] =>
  arns.map((arn) => ({ label: `Attach ${nameOfArn(arn)}`, run: () => verbsOf(of).attach(arn) }));

export const inlineSteps = (of: Identity, policies: readonly { name: string; document: string }[]): Step[] =>
  policies.map(({ name, document }) => ({
    label: `Create inline policy ${name}`,
    run: () => verbsOf(of).put(name, document),
  }));

export const boundarySteps = (of: Identity, arn: string): Step[] =>
  arn ? [{ label: `Set permissions boundary ${nameOfArn(arn)}`, run: () => verbsOf(of).setBoundary(arn) }] : [];

export const joinStep = (UserName: string, GroupName: string): Step => ({
  label: `Add ${UserName} to group ${GroupName}`,
  run: () => callIam("AddUserToGroup", AddUserToGroupCommand, { UserName, GroupName }),
});

export const leaveStep = (UserName: string, GroupName: string): Step => ({
  label: `Remove ${UserName} from group ${GroupName}`,
  run: () => callIam("RemoveUserFromGroup", RemoveUserFromGroupCommand, { UserName, GroupName }),
});

export const removalSteps = (of: Identity, { detached, deleted, left }: Removal): Step[] => [
  ...detached.map(({ arn, name }) => ({ label: `Detach ${name}`, run: () => verbsOf(of).detach(arn) })),
  ...deleted.map(({ name }) => ({ label: `Delete inline policy ${name}`, run: () => verbsOf(of).remove(name) })),
  ...left.map((group) => leaveStep(of.name, group)),
];

/** The operations whose answers are old once somebody has joined or left a group. */
export const READS_OF_MEMBERSHIP = ["ListGroupsForUser", "GetGroup"];

interface NewGroup {
  name: string;
  users: readonly string[];
  /** ARNs. */
  policies: readonly string[];
}

/** The group, then who is in it and what it allows: without the group the rest is in vain. */
export const createGroupSteps = ({ name, users, policies }: NewGroup): Step[] => [
  {
    label: `Create user group ${name}`,
    isVital: true,
    run: () => callIam("CreateGroup", CreateGroupCommand, { GroupName: name }),
  },
  ...attachSteps({ kind: "group", name }, policies),
  ...users.map((user) => joinStep(user, name)),
];

/** The operations whose answers are old once there is a new group, or one less. */
export const READS_OF_GROUPS = [
  "ListGroups",
  "GetAccountSummary",
  "ListPolicies",
  ...readsOfPolicies({ kind: "group", name: "" }),
  ...READS_OF_MEMBERSHIP,
];
