import { expect, test } from "vitest";
import { nameWrong } from "./names";
import { namesArn } from "./naming";
import { identityIn, identityPages } from "./pages";
import { createInlinePath, editInlinePath } from "./places";

test("names are told to be wrong as IAM would", () => {
  expect(nameWrong("user", "a+b=c,d.e@f_g-1")).toBe("");
  expect(nameWrong("user", "")).toBe("Enter a name.");
  expect(nameWrong("user", "a".repeat(65))).toBe("Enter a name of at most 64 characters.");
  expect(nameWrong("group", "a".repeat(65))).toBe("");
  expect(nameWrong("policy", "two words")).toMatch(/^Use letters/);
});

test("a policy names an ARN where it is a text of its own", () => {
  const arn = "arn:aws:iam::111122223333:group/devs";
  const document = (resource: string) => encodeURIComponent(JSON.stringify({ Resource: resource }));
  expect(namesArn(document(arn), arn)).toBe(true);
  expect(namesArn(document(`${arn}-more`), arn)).toBe(false);
  expect(namesArn("", arn)).toBe(false);
});

test("the address of a page tells whom it is about", () => {
  expect(identityIn({ groupName: "devs", policyName: "p" })).toEqual({ kind: "group", name: "devs" });
  expect(identityIn({ roleName: "ops" })).toEqual({ kind: "role", name: "ops" });
});

test("paths lead to pages that there are", () => {
  const fits = (path: string) =>
    identityPages.some((page) => new RegExp(`^${page.path.replaceAll(/\$\w+/g, "[^/]+")}$`).test(path));
  for (const kind of ["user", "group", "role"] as const) {
    expect(fits(createInlinePath({ kind, name: "a,b" }))).toBe(true);
    expect(fits(editInlinePath({ kind, name: "a" }, "create"))).toBe(true);
  }
});
