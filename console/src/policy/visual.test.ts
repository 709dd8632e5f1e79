import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FormBlock } from "./blocks";
import { isService, policy } from "./fixture";
import { Source } from "./source";
import {
  addBlock,
  blocksIn,
  changeBlock,
  cloneBlock,
  readVisual,
  removeBlock,
  type Visual,
  writeVisual,
} from "./visual";

function read(text: string): Visual {
  const { visual, why } = readVisual(text, isService);
  if (visual === null) throw new Error(why);
  return visual;
}

function formAt(visual: Visual, at: number): FormBlock {
  const block = blocksIn(visual)[at];
  if (block?.kind !== "form") throw new Error(`Block ${at} is no form.`);
  return block;
}

const allow = (more: object) => ({ Effect: "Allow", Action: "s3:GetObject", Resource: "*", ...more });
const statements = (text: string) => [JSON.parse(text).Statement].flat();

describe("what is shown as a form", () => {
  test.each([
    ["a lone action and resource", allow({})],
    ["a Sid and lists", allow({ Sid: "One", Action: ["s3:Get*", "s3:List*"], Resource: ["a", "b"] })],
    ["conditions with bare values", allow({ Condition: { Bool: { "aws:SecureTransport": true } } })],
    ["all actions of all services", allow({ Action: "*" })],
    ["nothing chosen yet", allow({ Action: [], Resource: [] })],
    ["no resource", { Effect: "Deny", Action: "s3:*" }],
  ])("%s", (_, statement) => {
    expect(blocksIn(read(policy(statement)))).toMatchObject([{ kind: "form", effect: statement.Effect }]);
  });

  test.each([
    ["NotAction", { Effect: "Allow", NotAction: "s3:*", Resource: "*" }],
    ["NotResource", { Effect: "Allow", Action: "s3:*", NotResource: "*" }],
    ["Principal", allow({ Principal: "*" })],
    ["an unknown member", allow({ Comment: "x" })],
    ["an unknown service", allow({ Action: "nowhere:Get" })],
    ["a star for the service", allow({ Action: "*:Get*" })],
    ["an action without service", allow({ Action: "GetObject" })],
    ["an action with blanks", allow({ Action: "s3: GetObject" })],
    ["an unknown effect", allow({ Effect: "allow" })],
    ["no effect", { Action: "s3:*", Resource: "*" }],
    ["null among resources", allow({ Resource: ["*", null] })],
    ["an operator without keys", allow({ Condition: { Bool: {} } })],
    ["nested values", allow({ Condition: { Bool: { "aws:SecureTransport": [[true]] } } })],
    ["null as value", allow({ Condition: { Bool: { "aws:SecureTransport": null } } })],
    ["a condition that is a text", allow({ Condition: "x" })],
  ])("%s is not", (_, statement) => {
    const [block] = blocksIn(read(policy(statement)));
    expect(block).toMatchObject({ kind: "raw", reason: expect.stringMatching(/\.$/) });
  });

  test.each([
    ['{"Statement":[{"Effect":"Allow","Effect":"Deny","Action":"s3:*","Resource":"*"}]}'],
    [
      '{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"NumericEquals":{"s3:max-keys":1.0}}}}',
    ],
  ])("what would not come through is not: %s", (text) => {
    expect(blocksIn(read(text))).toMatchObject([{ kind: "raw" }]);
  });

  test.each(["", "{", "[]", "{}", '{"Statement":3}', '{"Statement":[],"Statement":[]}'])("no blocks: %s", (text) => {
    expect(readVisual(text, isService)).toMatchObject({ visual: null, why: expect.stringMatching(/JSON/) });
  });
});

test("a statement about several services is a form for each", () => {
  const text = policy(allow({ Sid: "Both", Action: ["s3:Get*", "EC2:Describe*", "s3:PutObject"], Resource: "*" }));
  const visual = read(text);
  expect(blocksIn(visual)).toMatchObject([
    { service: "s3", actions: ["Get*", "PutObject"] },
    { service: "ec2", actions: ["Describe*"] },
  ]);
  const changed = changeBlock(visual, { ...formAt(visual, 1), effect: "Deny" });
  expect(statements(writeVisual(changed))).toEqual([
    { Sid: "Both", Effect: "Allow", Action: ["s3:Get*", "s3:PutObject"], Resource: "*" },
    { Effect: "Deny", Action: ["ec2:Describe*"], Resource: "*" },
  ]);
});

test("only what was changed is written anew, in the hand of the document", () => {
  const text = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow",   "NotAction": "s3:*", "Resource": "*" },
    {
      "Action": "s3:GetObject",
      "Resource": ["*"],
      "Effect": "Allow",
      "Condition": { "NumericLessThan": { "s3:max-keys": 5 }, "Bool": { "aws:SecureTransport": true } }
    }
  ],
  "Id": "x"
}`;
  const visual = read(text);
  const block = formAt(visual, 1);
  const conditions = [...block.conditions, { operator: "IpAddress", key: "aws:SourceIp", values: ["192.0.2.0/24"] }];
  expect(writeVisual(changeBlock(visual, { ...block, actions: ["GetObject", "PutObject"], conditions }))).toBe(`{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow",   "NotAction": "s3:*", "Resource": "*" },
    {
      "Action": [
        "s3:GetObject",
        "s3:PutObject"
      ],
      "Resource": [
        "*"
      ],
      "Effect": "Allow",
      "Condition": {
        "NumericLessThan": {
          "s3:max-keys": 5
        },
        "Bool": {
          "aws:SecureTransport": true
        },
        "IpAddress": {
          "aws:SourceIp": "192.0.2.0/24"
        }
      }
    }
  ],
  "Id": "x"
}`);
});

describe("adding, cloning and removing", () => {
  const text = policy(allow({ Sid: "One" }));

  test("a new form asks to be filled in: what it writes is not valid yet", () => {
    const written = writeVisual(addBlock(read(text)));
    expect(statements(written)).toEqual([allow({ Sid: "One" }), { Effect: "Allow", Action: [], Resource: [] }]);
    expect(written.slice(-90)).toContain('\n    {\n      "Effect": "Allow",');
  });

  test("a clone has no Sid, which may stand in a policy once", () => {
    const visual = read(text);
    const cloned = cloneBlock(visual, formAt(visual, 0));
    expect(statements(writeVisual(cloned))).toEqual([allow({ Sid: "One" }), allow({})]);
    expect(new Set(blocksIn(cloned).map(({ id }) => id)).size).toBe(2);
  });

  test("the last that is removed leaves an empty list", () => {
    const visual = read(text);
    expect(statements(writeVisual(removeBlock(visual, formAt(visual, 0).id)))).toEqual([]);
  });

  test("a lone statement becomes a list when another is added", () => {
    const lone = '{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}';
    expect(statements(writeVisual(addBlock(read(lone))))).toHaveLength(2);
    const changed = changeBlock(read(lone), { ...formAt(read(lone), 0), effect: "Deny" });
    expect(writeVisual(changed)).toBe(lone.replace("Allow", "Deny"));
  });
});

// -- any policy ------------------------------------------------------------------------------------------------

const some = <T>(value: fc.Arbitrary<T>) => fc.oneof(value, fc.array(value, { maxLength: 3 }));
const actions = some(
  fc.constantFrom("s3:GetObject", "s3:*", "EC2:Run*", "iam:PassRole", "*", "nowhere:X", "*:Get*", "bad"),
);
const resources = some(fc.constantFrom("*", "arn:aws:s3:::a", "arn:aws:s3:::a/*"));
const values = some(
  fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true })),
);
const conditions = fc.dictionary(
  fc.constantFrom("StringEquals", "Bool", "NumericLessThanIfExists", "__proto__"),
  fc.dictionary(fc.constantFrom("aws:SourceIp", "aws:sourceip", "aws:RequestTag/a"), values, { maxKeys: 3 }),
  { maxKeys: 2 },
);
const statement = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      {
        Sid: fc.constantFrom("One", "Two"),
        Effect: fc.constantFrom("Allow", "Deny"),
        Action: actions,
        Resource: resources,
        Condition: conditions,
      },
      { requiredKeys: ["Effect", "Action"] },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record(
      { Effect: fc.constantFrom("Allow", "x"), NotAction: actions, Principal: fc.jsonValue(), Odd: fc.jsonValue() },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);
const document = fc.record(
  { Version: fc.string(), Statement: fc.array(statement, { maxLength: 4 }), Id: fc.jsonValue() },
  { requiredKeys: ["Statement"] },
);
const texts = fc
  .tuple(document, fc.constantFrom("", "  ", "    ", "\t"))
  .map(([value, step]) => JSON.stringify(value, null, step));

/** Where each statement stands in *text*. */
const slices = (text: string) => {
  const source = new Source(text);
  const place = source.members.find(({ name }) => name === "Statement");
  return source.membersAt(place?.start ?? 0).map(({ start, end }) => text.slice(start, end));
};

/** What statements say, as pairs of a service and the rest: taking statements apart changes nothing of it. */
const said = (all: readonly unknown[]) =>
  all
    .flatMap((each) => {
      const { Sid: _, Action, ...rest } = each as { Sid?: string; Action?: string | string[] };
      return [Action].flat().map((action) => JSON.stringify([action?.toLowerCase(), rest]));
    })
    .toSorted();

test("looking at any policy changes no letter of it", () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(writeVisual(read(text))).toBe(text);
    }),
  );
});

test("changing one block leaves all other statements letter by letter", () => {
  fc.assert(
    fc.property(texts, fc.nat(), (text, chosen) => {
      const visual = read(text);
      const forms = blocksIn(visual).filter((block) => block.kind === "form");
      fc.pre(forms.length > 0);
      const block = forms[chosen % forms.length] as FormBlock;
      const at = visual.parts.findIndex(({ blocks }) => blocks.some(({ id }) => id === block.id));
      const written = slices(writeVisual(changeBlock(visual, { ...block, resources: ["arn:aws:s3:::changed"] })));
      const before = slices(text);
      expect(written.slice(0, at)).toEqual(before.slice(0, at));
      const others = before.length - at - 1;
      expect(written.slice(written.length - others)).toEqual(before.slice(before.length - others));
    }),
  );
});

test("writing a block without a change keeps what the policy says", () => {
  fc.assert(
    fc.property(texts, (text) => {
      let visual = read(text);
      for (const block of blocksIn(visual)) if (block.kind === "form") visual = changeBlock(visual, block);
      expect(said(JSON.parse(writeVisual(visual)).Statement.filter((each: unknown) => each instanceof Object))).toEqual(
        said(JSON.parse(text).Statement.filter((each: unknown) => each instanceof Object)),
      );
    }),
  );
});

test("what was written is read as the same blocks", () => {
  const plain = (visual: Visual) => blocksIn(visual).map(({ id: _, ...rest }) => rest);
  fc.assert(
    fc.property(texts, (text) => {
      const visual = addBlock(read(text), { service: "s3", actions: ["Get*"], resources: ["*"] });
      expect(plain(read(writeVisual(visual)))).toEqual(plain(visual));
    }),
  );
});
