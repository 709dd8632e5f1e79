import { expect, test } from "vitest";
import { usedAs } from "./columns";
import { isPolicyName, savedText, TEMPLATE, withStatementsOf } from "./document";
import { attaching, entitiesOf, KINDS_FOR } from "./entities";
import { fits } from "./filters";
import { errorsIn, NO_DETAILS } from "./review";

const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const statementsOf = (text: string | null) => JSON.parse(text ?? "null")?.Statement;

test("imported statements come after those that are there, and in the place of the template's", () => {
  const read = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
  const write = { Effect: "Allow", Action: "s3:PutObject", Resource: "*" };
  expect(statementsOf(withStatementsOf(policy(read), policy(write)))).toEqual([read, write]);
  expect(statementsOf(withStatementsOf(TEMPLATE, policy(write)))).toEqual([write]);
  expect(statementsOf(withStatementsOf('{"Statement": {"Effect": "Deny"}}', policy(write)))).toEqual([
    { Effect: "Deny" },
    write,
  ]);
});

test("a Sid that is taken is left out of what is imported", () => {
  const joined = withStatementsOf(policy({ Sid: "A", Effect: "Allow" }), policy({ Sid: "A", Effect: "Deny" }));
  expect(statementsOf(joined)).toEqual([{ Sid: "A", Effect: "Allow" }, { Effect: "Deny" }]);
});

test("nothing is imported into what is no policy", () => {
  for (const text of ["{ nothing", "[]", "null", '"text"']) expect(withStatementsOf(text, policy({}))).toBeNull();
});

test("a saved document is edited as it was written", () => {
  expect(savedText(encodeURIComponent('{\n   "Version": "2012-10-17"}'))).toBe('{\n   "Version": "2012-10-17"}');
  expect(savedText("%20%7B%22a%22%3A1%7D")).toBe('{\n  "a": 1\n}');
});

test("names are those that IAM takes", () => {
  expect(["a", "team+a=b,c.d@e_f-9", "x".repeat(128)].every(isPolicyName)).toBe(true);
  expect(["", "a b", "ä", "a/b", "x".repeat(129)].some(isPolicyName)).toBe(false);
});

test("what is wrong with the details of a policy is said field by field", () => {
  expect(Object.keys(errorsIn(NO_DETAILS))).toEqual(["name"]);
  expect(errorsIn({ ...NO_DETAILS, name: " fine ", path: "/team/" })).toEqual({});
  expect(Object.keys(errorsIn({ ...NO_DETAILS, name: "a", path: "team", description: "x".repeat(1_001) }))).toEqual([
    "description",
    "path",
  ]);
});

test("a policy tells what it is used as", () => {
  expect(usedAs({})).toBe("None");
  expect(usedAs({ AttachmentCount: 3, PermissionsBoundaryUsageCount: 1 })).toBe("Permissions policy (3), Boundary (1)");
});

test("the list is narrowed down by type and by use, and an unknown value narrows nothing", () => {
  const ours = { Arn: "arn:aws:iam::123456789012:policy/a", PermissionsBoundaryUsageCount: 1 };
  const job = { Arn: "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess" };
  expect(fits(ours, { type: "customer", used: "boundary" })).toBe(true);
  expect(fits(ours, { type: "customer", used: "no" })).toBe(false);
  expect(fits(job, { type: "aws", used: "all" })).toBe(false);
  expect(fits(job, { type: "job-function", used: "no" })).toBe(true);
  expect(fits(job, { type: "nonsense", used: "nonsense" })).toBe(true);
});

test("groups have no boundary, and every entity keeps its kind", () => {
  expect(KINDS_FOR.PermissionsBoundary).not.toContain("group");
  const [group] = entitiesOf({ PolicyGroups: [{ GroupName: "crew", GroupId: "AGPA1" }] });
  expect(group).toEqual({ kind: "group", name: "crew", id: "AGPA1" });
  expect(group && attaching("PermissionsPolicy", "arn", group).label).toBe("Attach to crew");
});
