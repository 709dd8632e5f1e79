/** The tags of whatever has tags: how they are read and written by kind, and what an edit comes to. */
import {
  ListInstanceProfileTagsCommand,
  ListMFADeviceTagsCommand,
  ListOpenIDConnectProviderTagsCommand,
  ListPolicyTagsCommand,
  ListRoleTagsCommand,
  ListSAMLProviderTagsCommand,
  ListServerCertificateTagsCommand,
  ListUserTagsCommand,
  type Tag,
  TagInstanceProfileCommand,
  TagMFADeviceCommand,
  TagOpenIDConnectProviderCommand,
  TagPolicyCommand,
  TagRoleCommand,
  TagSAMLProviderCommand,
  TagServerCertificateCommand,
  TagUserCommand,
  UntagInstanceProfileCommand,
  UntagMFADeviceCommand,
  UntagOpenIDConnectProviderCommand,
  UntagPolicyCommand,
  UntagRoleCommand,
  UntagSAMLProviderCommand,
  UntagServerCertificateCommand,
  UntagUserCommand,
} from "@aws-sdk/client-iam";
import { queryOptions } from "@tanstack/react-query";
import { callIam, listIam } from "../api/queries";
import { type Tags, toIam } from "../components/tag-editor";

interface Verbs {
  /** The operation that lists them. */
  read: string;
  list: (id: string, signal: AbortSignal) => Promise<Tag[]>;
  tag: (id: string, tags: Tag[]) => Promise<unknown>;
  untag: (id: string, keys: string[]) => Promise<unknown>;
}

const tagsOf = (page: { Tags?: Tag[] | undefined }) => page.Tags;

/** By kind; *id* is the name or the ARN, as IAM wants it. */
const VERBS = {
  user: {
    read: "ListUserTags",
    list: (UserName, signal) => listIam("ListUserTags", ListUserTagsCommand, { UserName }, tagsOf, signal),
    tag: (UserName, Tags) => callIam("TagUser", TagUserCommand, { UserName, Tags }),
    untag: (UserName, TagKeys) => callIam("UntagUser", UntagUserCommand, { UserName, TagKeys }),
  },
  role: {
    read: "ListRoleTags",
    list: (RoleName, signal) => listIam("ListRoleTags", ListRoleTagsCommand, { RoleName }, tagsOf, signal),
    tag: (RoleName, Tags) => callIam("TagRole", TagRoleCommand, { RoleName, Tags }),
    untag: (RoleName, TagKeys) => callIam("UntagRole", UntagRoleCommand, { RoleName, TagKeys }),
  },
  policy: {
    read: "ListPolicyTags",
    list: (PolicyArn, signal) => listIam("ListPolicyTags", ListPolicyTagsCommand, { PolicyArn }, tagsOf, signal),
    tag: (PolicyArn, Tags) => callIam("TagPolicy", TagPolicyCommand, { PolicyArn, Tags }),
    untag: (PolicyArn, TagKeys) => callIam("UntagPolicy", UntagPolicyCommand, { PolicyArn, TagKeys }),
  },
  "instance profile": {
    read: "ListInstanceProfileTags",
    list: (InstanceProfileName, signal) =>
      listIam("ListInstanceProfileTags", ListInstanceProfileTagsCommand, { InstanceProfileName }, tagsOf, signal),
    tag: (InstanceProfileName, Tags) =>
      callIam("TagInstanceProfile", TagInstanceProfileCommand, { InstanceProfileName, Tags }),
    untag: (InstanceProfileName, TagKeys) =>
      callIam("UntagInstanceProfile", UntagInstanceProfileCommand, { InstanceProfileName, TagKeys }),
  },
  "OIDC provider": {
    read: "ListOpenIDConnectProviderTags",
    list: (OpenIDConnectProviderArn, signal) =>
      listIam(
        "ListOpenIDConnectProviderTags",
        ListOpenIDConnectProviderTagsCommand,
        { OpenIDConnectProviderArn },
        tagsOf,
        signal,
      ),
    tag: (OpenIDConnectProviderArn, Tags) =>
      callIam("TagOpenIDConnectProvider", TagOpenIDConnectProviderCommand, { OpenIDConnectProviderArn, Tags }),
    untag: (OpenIDConnectProviderArn, TagKeys) =>
      callIam("UntagOpenIDConnectProvider", UntagOpenIDConnectProviderCommand, { OpenIDConnectProviderArn, TagKeys }),
  },
  "SAML provider": {
    read: "ListSAMLProviderTags",
    list: (SAMLProviderArn, signal) =>
      listIam("ListSAMLProviderTags", ListSAMLProviderTagsCommand, { SAMLProviderArn }, tagsOf, signal),
    tag: (SAMLProviderArn, Tags) => callIam("TagSAMLProvider", TagSAMLProviderCommand, { SAMLProviderArn, Tags }),
    untag: (SAMLProviderArn, TagKeys) =>
      callIam("UntagSAMLProvider", UntagSAMLProviderCommand, { SAMLProviderArn, TagKeys }),
  },
  "server certificate": {
    read: "ListServerCertificateTags",
    list: (ServerCertificateName, signal) =>
      listIam("ListServerCertificateTags", ListServerCertificateTagsCommand, { ServerCertificateName }, tagsOf, signal),
    tag: (ServerCertificateName, Tags) =>
      callIam("TagServerCertificate", TagServerCertificateCommand, { ServerCertificateName, Tags }),
    untag: (ServerCertificateName, TagKeys) =>
      callIam("UntagServerCertificate", UntagServerCertificateCommand, { ServerCertificateName, TagKeys }),
  },
  "MFA device": {
    read: "ListMFADeviceTags",
    list: (SerialNumber, signal) =>
      listIam("ListMFADeviceTags", ListMFADeviceTagsCommand, { SerialNumber }, tagsOf, signal),
    tag: (SerialNumber, Tags) => callIam("TagMFADevice", TagMFADeviceCommand, { SerialNumber, Tags }),
    untag: (SerialNumber, TagKeys) => callIam("UntagMFADevice", UntagMFADeviceCommand, { SerialNumber, TagKeys }),
  },
} as const satisfies Record<string, Verbs>;

export type TaggedKind = keyof typeof VERBS;

/** Something that has tags. */
export interface Tagged {
  kind: TaggedKind;
  /** The name of a user, role, instance profile or server certificate; the ARN or serial number of the others. */
  name: string;
}

export const readOfTags = ({ kind }: Tagged) => VERBS[kind].read;

export const tagsRead = ({ kind, name }: Tagged) =>
  queryOptions({
    queryKey: ["iam", VERBS[kind].read, name, "all"],
    queryFn: ({ signal }) => VERBS[kind].list(name, signal),
  });

export interface TagChanges {
  set: Tag[];
  removed: string[];
}

/** Return what has to be called to come from *before* to *after*. */
export function tagChanges(before: readonly Tag[], after: Tags): TagChanges {
  const wanted = toIam(after);
  const values = new Map(before.map(({ Key, Value }) => [Key, Value]));
  const kept = new Set(wanted.map(({ Key }) => Key));
  return {
    set: wanted.filter(({ Key, Value }) => values.get(Key) !== Value),
    removed: before.flatMap(({ Key }) => (Key !== undefined && !kept.has(Key) ? Key : [])),
  };
}

/** Write *changes*. What goes, goes first: keys that differ only by case are one to IAM, and there may be no room. */
export async function writeTags({ kind, name }: Tagged, { set, removed }: TagChanges): Promise<void> {
  const verbs = VERBS[kind];
  if (removed.length > 0) await verbs.untag(name, removed);
  if (set.length > 0) await verbs.tag(name, set);
}
