/** What can be asked of LookupEvents, and how it stands in the address of the page. */
import type { LookupAttributeKey } from "@aws-sdk/client-cloudtrail";

export interface Attribute {
  key: LookupAttributeKey | "any";
  label: string;
  placeholder: string;
  /** Where there are few values, these. */
  values?: readonly string[];
}

const RESOURCE_TYPES = [
  "AccessKey",
  "Group",
  "InstanceProfile",
  "MFADevice",
  "OIDCProvider",
  "Policy",
  "Role",
  "SAMLProvider",
  "ServerCertificate",
  "User",
].map((type) => `AWS::IAM::${type}`);

const SOURCES = ["access-analyzer", "cloudtrail", "iam", "rolesanywhere", "signin", "sts"].map(
  (service) => `${service}.amazonaws.com`,
);

export const ATTRIBUTES: readonly Attribute[] = [
  { key: "ReadOnly", label: "Read-only", placeholder: "", values: ["false", "true"] },
  { key: "EventName", label: "Event name", placeholder: "For example CreateUser" },
  { key: "Username", label: "User name", placeholder: "A user, root, or the name of a session" },
  { key: "ResourceName", label: "Resource name", placeholder: "A name or an ARN, as the request has it" },
  { key: "ResourceType", label: "Resource type", placeholder: "", values: RESOURCE_TYPES },
  { key: "EventSource", label: "Event source", placeholder: "", values: SOURCES },
  { key: "AccessKeyId", label: "AWS access key", placeholder: "The ID of an access key" },
  { key: "EventId", label: "Event ID", placeholder: "The ID of an event" },
  { key: "any", label: "All events", placeholder: "" },
];

/** As in AWS's console, what only reads is left out until somebody asks for it. */
export const PLAIN = { attribute: "ReadOnly", value: "false", range: "24h", outcome: "any", event: "" };

export const attributeOf = (key: string): Attribute | undefined => ATTRIBUTES.find((each) => each.key === key);

const MILLISECONDS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export interface Range {
  start: Date;
  end: Date;
}

/** Return the times that *text* means, or null: `24h` before *now*, or two times with a stroke between them. */
export function readRange(text: string, now: number): Range | null {
  const relative = /^(\d{1,4})([mhd])$/.exec(text);
  if (relative) {
    const unit = relative[2] as keyof typeof MILLISECONDS; // as the pattern has it
    return { start: new Date(now - Number(relative[1]) * MILLISECONDS[unit]), end: new Date(now) };
  }
  const [start, end] = text.split("/").map((each) => new Date(each));
  if (!start || !end || Number.isNaN(start.getTime()) || Number.isNaN(end.getTime()) || start > end) return null;
  return { start, end };
}

/** What is asked for. `value` is "" while nobody has typed one: then it is all events. */
export interface Lookup {
  attribute: string;
  value: string;
  range: string;
}

export const attributesOf = ({ attribute, value }: Lookup) => {
  const known = attributeOf(attribute);
  return known && known.key !== "any" && value ? [{ AttributeKey: known.key, AttributeValue: value }] : [];
};
