import { expect, test } from "vitest";
import { figureError, formErrors, rulesOf, toForm, toRequest } from "./policy-form";

const POLICY = {
  MinimumPasswordLength: 14,
  RequireUppercaseCharacters: true,
  RequireLowercaseCharacters: false,
  RequireNumbers: true,
  RequireSymbols: false,
  AllowUsersToChangePassword: true,
  ExpirePasswords: true,
  MaxPasswordAge: 90,
  HardExpiry: true,
  PasswordReusePrevention: 5,
};

test("a policy that is read and saved again is the same", () => {
  const { ExpirePasswords: _, ...sent } = POLICY;
  expect(toRequest(toForm(POLICY))).toEqual(sent);
});

test("what is off is not sent, and an end that no password has needs no administrator", () => {
  const form = { ...toForm(POLICY), expires: false, preventsReuse: false };
  expect(toRequest(form)).toMatchObject({ HardExpiry: false });
  expect(toRequest(form)).not.toHaveProperty("MaxPasswordAge");
  expect(toRequest(form)).not.toHaveProperty("PasswordReusePrevention");
});

test("an account without a policy has the default one", () => {
  const form = toForm(null);
  expect(form.isCustom).toBe(false);
  expect(rulesOf(form).length).toBe("8 characters");
  expect(formErrors({ ...form, length: "1" })).toEqual({});
});

test.each([
  ["length", "6", "128", "5", "129"],
  ["days", "1", "1095", "0", "1096"],
  ["remembered", "1", "24", "0", "25"],
] as const)("the limits of %s", (figure, least, most, below, above) => {
  expect([figureError(figure, least), figureError(figure, most)]).toEqual(["", ""]);
  for (const wrong of [below, above, "", "1.5", "-7", "ten"]) expect(figureError(figure, wrong)).not.toBe("");
});

test("only figures that count are wrong", () => {
  const form = { ...toForm(POLICY), days: "0", remembered: "0" };
  expect(Object.keys(formErrors(form))).toEqual(["days", "remembered"]);
  expect(formErrors({ ...form, expires: false, preventsReuse: false })).toEqual({});
});

test("the rules in words", () => {
  expect(rulesOf(toForm(POLICY))).toEqual({
    length: "14 characters",
    strength: ["At least one uppercase letter", "At least one number"],
    other: [
      "Passwords expire after 90 days",
      "An expired password has to be reset by an administrator",
      "Users may change their own password",
      "The last 5 passwords cannot be used again",
    ],
  });
  expect(rulesOf({ ...toForm(POLICY), days: "1", remembered: "1" }).other).toEqual(
    expect.arrayContaining(["Passwords expire after 1 day", "The last password cannot be used again"]),
  );
});
