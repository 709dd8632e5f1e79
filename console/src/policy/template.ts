/** A policy as infrastructure as code: what Terraform and CloudFormation make it from. */
import { isObject, type Json, listed, parse } from "./document";

export interface Template {
  id: "terraform" | "cloudformation";
  name: string;
  file: string;
  text: string;
}

/** Return *name* as Terraform and CloudFormation take names of their own: CloudFormation letters and digits only. */
const wordsOf = (name: string) => name.match(/[A-Za-z0-9]+/g) ?? ["policy"];

function resourceName(name: string): string {
  const joined = wordsOf(name).join("_").toLowerCase();
  return /^\d/.test(joined) ? `policy_${joined}` : joined;
}

function logicalId(name: string): string {
  const joined = wordsOf(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
  return /policy$/i.test(joined) ? joined : `${joined}Policy`;
}

/** A text of HCL: `${` and `%{`, which a policy's variables begin with, would begin its templates. */
const quoted = (text: string) => JSON.stringify(text).replace(/[$%](?=\{)/g, (sign) => sign + sign);

/** Whether HCL takes *name* as it is. */
const isPlain = (name: string) => /^[A-Za-z_]\w*$/.test(name);

/** *value* as HCL. */
function hcl(value: Json, indent: string): string {
  if (typeof value === "string") return quoted(value);
  const deeper = `${indent}  `;
  const items = isObject(value)
    ? Object.entries(value).map(([name, each]) => `${isPlain(name) ? name : quoted(name)} = ${hcl(each, deeper)}`)
    : Array.isArray(value)
      ? listed(value).map((each) => `${hcl(each, deeper)},`)
      : null;
  if (items === null) return JSON.stringify(value);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${items.map((item) => `${deeper}${item}\n`).join("")}${indent}${close}`;
}

const terraform = (name: string, document: Json) =>
  [
    `resource "aws_iam_policy" ${JSON.stringify(resourceName(name))} {`,
    `  name   = ${quoted(name)}`,
    `  policy = jsonencode(${hcl(document, "  ")})`,
    "}",
    "",
  ].join("\n");

function cloudFormation(name: string, document: Json): string {
  const Properties = { ManagedPolicyName: name, PolicyDocument: document };
  const Resources = { [logicalId(name)]: { Type: "AWS::IAM::ManagedPolicy", Properties } };
  return `${JSON.stringify({ AWSTemplateFormatVersion: "2010-09-09", Resources }, null, 2)}\n`;
}

/** Return the templates that make the policy *name* of *text*; none where that is no policy. */
export function templatesOf(name: string, text: string): readonly Template[] {
  const document = parse(text);
  if (!isObject(document)) return [];
  const file = resourceName(name);
  return [
    { id: "terraform", name: "Terraform", file: `${file}.tf`, text: terraform(name, document) },
    {
      id: "cloudformation",
      name: "CloudFormation",
      file: `${file}.template.json`,
      text: cloudFormation(name, document),
    },
  ];
}
