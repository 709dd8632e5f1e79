/** For tests: a few services as the catalogue has them, with a part of their actions. */
import type { Action, Keys, ListedService, ResourceType, Service } from "../api/catalogue";

/** `{Name}` stands for an open place. */
const open = (text: string) => text.replace(/\{/g, "$${");

const type = (name: string, rest: string, ...keys: string[]): ResourceType => ({
  name,
  arn: open(`arn:{Partition}:${rest}`),
  keys: keys.map(open),
});

interface More {
  keys?: readonly string[];
  dependents?: readonly string[];
}

const action = (name: string, level: string, types: readonly string[] = [], more: More = {}): Action => ({
  name,
  level,
  resources: types.map((each) => ({ name: each, required: true, keys: [], dependents: [] })),
  keys: (more.keys ?? []).map(open),
  dependents: more.dependents ?? [],
});

const text = { type: "String", multi: false };

export const s3: Service = {
  prefix: "s3",
  name: "Amazon S3",
  actions: [
    action("ListAllMyBuckets", "List"),
    action("ListBucket", "List", ["bucket"], { keys: ["s3:prefix"] }),
    action("GetObject", "Read", ["object"], { keys: ["s3:ExistingObjectTag/<key>"] }),
    action("GetObjectAcl", "Read", ["object"]),
    action("GetBucketPolicy", "Read", ["bucket"]),
    action("PutObject", "Write", ["object"]),
    action("DeleteBucket", "Write", ["bucket"]),
    action("PutBucketPolicy", "Permissions management, Write", ["bucket"]),
    action("PutObjectTagging", "Tagging, Write", ["object"]),
  ],
  resources: [
    type("bucket", "s3:::{BucketName}"),
    type("object", "s3:::{BucketName}/{ObjectName}", "aws:ResourceTag/{TagKey}"),
  ],
  keys: { "s3:prefix": text, "s3:ExistingObjectTag/<key>": text, [open("aws:ResourceTag/{TagKey}")]: text },
};

export const ec2: Service = {
  prefix: "ec2",
  name: "Amazon EC2",
  actions: [
    action("DescribeInstances", "List"),
    action("StartInstances", "Write", ["instance"]),
    action("RunInstances", "Write", ["instance", "subnet"], { dependents: ["iam:PassRole"] }),
    action("CreateTags", "Tagging, Write", ["instance", "subnet"], { keys: ["aws:TagKeys"] }),
  ],
  resources: [
    type("instance", "ec2:{Region}:{Account}:instance/{InstanceId}", "aws:ResourceTag/{TagKey}"),
    type("subnet", "ec2:{Region}:{Account}:subnet/{SubnetId}"),
  ],
  keys: { "aws:TagKeys": { type: "String", multi: true }, [open("aws:ResourceTag/{TagKey}")]: text },
};

export const iam: Service = {
  prefix: "iam",
  name: "AWS Identity and Access Management",
  actions: [
    action("ListUsers", "List"),
    action("GetUser", "Read", ["user"]),
    action("PassRole", "Write", ["role"], { keys: ["iam:PassedToService"] }),
  ],
  resources: [
    type("user", "iam::{Account}:user/{UserNameWithPath}"),
    type("role", "iam::{Account}:role/{RoleNameWithPath}"),
  ],
  keys: { "iam:PassedToService": text },
};

export const logs: Service = {
  prefix: "logs",
  name: "Amazon CloudWatch Logs",
  actions: [action("CreateLogStream", "Write", ["log-group"]), action("PutLogEvents", "Write", ["log-stream"])],
  resources: [
    type("log-group", "logs:{Region}:{Account}:log-group:{LogGroupName}"),
    type("log-stream", "logs:{Region}:{Account}:log-group:{LogGroupName}:log-stream:{LogStreamName}"),
  ],
  keys: {},
};

export const SERVICES: readonly Service[] = [ec2, iam, logs, s3];

export const LISTED: readonly ListedService[] = SERVICES.map(({ prefix, name, actions }) => ({
  prefix,
  name,
  actions: actions.length,
}));

export const isService = (prefix: string) => SERVICES.some((service) => service.prefix === prefix);

export const GLOBAL: Keys = {
  "aws:SourceIp": { type: "IPAddress", multi: false },
  "aws:CurrentTime": { type: "Date", multi: false },
  "aws:MultiFactorAuthPresent": { type: "Bool", multi: false },
  "aws:CalledVia": { type: "String", multi: true },
  [open("aws:RequestTag/{TagKey}")]: text,
  "aws:TagKeys": { type: "String", multi: true },
};

export const policy = (...statements: readonly object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements }, null, 2);

export const resourceType = (service: Service, name: string): ResourceType => {
  const found = service.resources.find((each) => each.name === name);
  if (found === undefined) throw new Error(`There is no type ${name}.`);
  return found;
};

/** A template as the catalogue writes it, of text with `{Name}`. */
export const template = open;
