import fc from "fast-check";
import { expect, test } from "vitest";
import { rulesOf } from "../components/password-rules";
import { generatePassword, readPolicy } from "./passwords";

const STRICT = readPolicy({
  MinimumPasswordLength: 128,
  RequireSymbols: true,
  RequireNumbers: true,
  RequireUppercaseCharacters: true,
  RequireLowercaseCharacters: true,
  AllowUsersToChangePassword: false,
  ExpirePasswords: false,
});

test("a password that is made keeps the rules of the strictest account, and of one without a policy", () => {
  for (let time = 0; time < 50; time += 1) {
    for (const policy of [STRICT, { ...STRICT, minimumLength: 6 }, null]) {
      const password = generatePassword(policy?.minimumLength ?? 8);
      expect(rulesOf(policy).filter(({ holds }) => !holds(password))).toEqual([]);
    }
  }
});

test("no two are the same, each is long, and none begins a formula", () => {
  const made = Array.from({ length: 100 }, () => generatePassword(8));
  expect(new Set(made).size).toBe(100);
  for (const password of made) expect(password).toMatch(/^[A-Za-z].{19}$/);
});

test("whatever bytes come, each sign comes from what policies count", () => {
  fc.assert(
    fc.property(
      fc.infiniteStream(fc.integer({ min: 0, max: 255 })),
      fc.integer({ min: 6, max: 128 }),
      (stream, least) => {
        const random = (bytes: Uint8Array<ArrayBuffer>) => bytes.fill(stream.next().value ?? 0);
        const password = generatePassword(least, random);
        expect(password).toMatch(/^[A-Za-z][A-Za-z0-9!@#$%^&*()_+\-=[\]{}]*$/);
        expect(password).toHaveLength(Math.max(20, least));
      },
    ),
    { numRuns: 50 },
  );
});

test("a policy that says nothing asks for nothing", () => {
  expect(readPolicy({ AllowUsersToChangePassword: true, ExpirePasswords: false } as never)).toEqual({
    minimumLength: 0,
    requireSymbols: false,
    requireNumbers: false,
    requireUppercase: false,
    requireLowercase: false,
    reusePrevention: 0,
  });
});
