/** The services that take credentials of their own, and whether theirs is a password or an API key, which may expire. */
export const SERVICES = [
  { value: "codecommit.amazonaws.com", label: "AWS CodeCommit", expires: false },
  { value: "cassandra.amazonaws.com", label: "Amazon Keyspaces (for Apache Cassandra)", expires: false },
  { value: "bedrock.amazonaws.com", label: "Amazon Bedrock", expires: true },
  { value: "aws-external-anthropic.amazonaws.com", label: "Claude Platform on AWS", expires: true },
  { value: "cloudwatch.amazonaws.com", label: "Amazon CloudWatch", expires: true },
  { value: "logs.amazonaws.com", label: "Amazon CloudWatch Logs", expires: true },
] as const;

export const serviceName = (service: string) => SERVICES.find(({ value }) => value === service)?.label ?? service;

/** For how long an API key can be good. */
export const LIVES = [
  { value: "1", label: "1 day" },
  { value: "5", label: "5 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "366", label: "366 days" },
  { value: "", label: "Never expires" },
] as const;
