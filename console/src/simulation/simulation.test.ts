import { expect, test } from "vitest";
import { entriesOf, factOf, withKeys } from "./context";
import { entityOf, roleOfSession, whyNotSimulated } from "./entity";
import { numbersAt, piecesOf, placeOf, statementsOf } from "./marked";
import { statementNumbers } from "./matched";

const DRAFT = `{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::vault/*"},
    {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::vault/seal/*",
     "Condition": {"StringNotEquals": {"aws:PrincipalTag/keeper": "yes"}}}
  ]
}
`;

const at = (startLine: number, startColumn: number, endLine: number, endColumn: number) => ({
  StartPosition: { Line: startLine, Column: startColumn },
  EndPosition: { Line: endLine, Column: endColumn },
});

/** The positions of docs/how-to/simulate.md. */
const ALLOW = at(4, 6, 4, 86);
const DENY = at(5, 6, 6, 75);

test("positions of the simulator are those of the statements", () => {
  const places = [DENY, ALLOW].flatMap((statement) => placeOf(DRAFT, statement) ?? []);
  expect(places.map(({ start, end }) => [DRAFT[start], DRAFT[end - 1]])).toEqual([
    ["{", "}"],
    ["{", "}"],
  ]);
  expect(numbersAt(DRAFT, places)).toEqual([0, 1]);
  expect(placeOf(DRAFT, {})).toBeNull();
});

test("columns count characters, also those beyond the sixteen bits of one", () => {
  const text = '{"Statement":[{"Sid":"😀","Effect":"Allow"},{"Sid":"b"}]}';
  const characters = [...text];
  const open = characters.indexOf("{", 5);
  const start = characters.lastIndexOf("{");
  const end = characters.lastIndexOf("}", characters.length - 2) + 1;
  expect(open).toBeLessThan(start);
  const place = placeOf(text, at(1, start + 2, 1, end + 1));
  expect(place && text.slice(place.start, place.end)).toBe('{"Sid":"b"}');
});

test("of two statements that are the same, as many are marked as matched", () => {
  const text = JSON.stringify({ Statement: [{ Sid: "a" }, { Sid: "a" }] });
  const [first, second] = [text.indexOf('{"Sid"'), text.lastIndexOf('{"Sid"')];
  const place = (start: number) => ({ start, end: start + '{"Sid":"a"}'.length });
  expect(numbersAt(text, [place(first)])).toEqual([0]);
  expect(numbersAt(text, [place(first), place(second)])).toEqual([0, 1]);
});

test("a document is drawn whole, with the marked statement apart", () => {
  const pieces = piecesOf(DRAFT, [1]);
  expect(pieces.filter(({ isMarked }) => isMarked).map(({ text }) => JSON.parse(text))).toEqual([
    statementsOf(DRAFT)[1],
  ]);
  expect(JSON.parse(pieces.map(({ text }) => text).join(""))).toEqual(JSON.parse(DRAFT));
});

test("a document with one statement, and what is none, are drawn too", () => {
  const single = '{"Statement":{"Effect":"Deny"}}';
  expect(
    JSON.parse(
      piecesOf(single, [0])
        .map(({ text }) => text)
        .join(""),
    ),
  ).toEqual(JSON.parse(single));
  expect(piecesOf("no JSON", [0])).toEqual([{ text: "no JSON", isMarked: false }]);
});

test("statements are counted from one", () => {
  expect(statementNumbers([0])).toBe("statement 1");
  expect(statementNumbers([0, 2])).toBe("statements 1 and 3");
});

test("an ARN names a user, a group or a role, with its path", () => {
  expect(entityOf("arn:aws:iam::100000000001:role/a/b/ops")).toEqual({ kind: "role", name: "ops" });
  expect(entityOf("arn:aws:iam::100000000001:root")).toBeNull();
  expect(entityOf("arn:aws:sts::100000000001:assumed-role/ops/work")).toBeNull();
  expect(roleOfSession("arn:aws:sts::100000000001:assumed-role/ops/work")).toBe("ops");
  expect(whyNotSimulated("arn:aws:iam::100000000001:root")).toContain("root user");
  expect(whyNotSimulated("arn:aws:sts::100000000001:federated-user/fay")).toContain("federated");
});

test("facts are sent by their types, and those without a value not at all", () => {
  const facts = withKeys(
    [factOf("aws:SourceIp", ["192.0.2.7"]), factOf("aws:TagKeys", ["a"])],
    ["AWS:sourceip", "aws:x"],
  );
  expect(facts.map(({ key }) => key)).toEqual(["aws:SourceIp", "aws:TagKeys", "aws:x"]);
  expect(entriesOf(facts)).toEqual([
    { ContextKeyName: "aws:SourceIp", ContextKeyType: "ip", ContextKeyValues: ["192.0.2.7"] },
    { ContextKeyName: "aws:TagKeys", ContextKeyType: "stringList", ContextKeyValues: ["a"] },
  ]);
  expect(factOf("aws:PrincipalTag/team", ["a", "b"]).type).toBe("stringList");
});
