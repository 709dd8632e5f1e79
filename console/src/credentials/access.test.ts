import { beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "../api/errors";
import { descriptionError } from "./access-key-description";
import { removePassword, setPassword } from "./console-access";
import { called, mustName, named, type Owner, userOwner } from "./owner";
import { assignMfaPath, createAccessKeyPath, credentialsPath } from "./paths";
import { instructions, signInUrl } from "./sign-in-details";

const callIam = vi.hoisted(() => vi.fn<(operation: string, command: unknown, input: object) => Promise<object>>());
vi.mock("../api/queries", async (load) => ({ ...(await load<object>()), callIam }));

const ROOT: Owner = { kind: "root", account: "111122223333", isOwn: true };
const OWN: Owner = { kind: "user", userName: "mira", isOwn: true };

beforeEach(() => {
  callIam.mockReset().mockResolvedValue({});
});

test("root is meant by naming nobody, or by its account number where a name is demanded", () => {
  expect([named(ROOT), mustName(ROOT), called(ROOT)]).toEqual([{}, { UserName: "111122223333" }, "root"]);
  expect([named(OWN), mustName(OWN), called(OWN)]).toEqual([{ UserName: "mira" }, { UserName: "mira" }, "mira"]);
});

test("what is done for oneself leads back to one's own page, for a user to the user's", () => {
  expect(createAccessKeyPath(OWN)).toBe("/security-credentials/create-access-key");
  expect(credentialsPath(OWN, "mfa")).toBe("/security-credentials?tab=mfa");
  expect(assignMfaPath(userOwner("mira"))).toBe("/users/mira/assign-mfa");
  expect(credentialsPath(userOwner("mira"), "mfa")).toBe("/users/mira?tab=security-credentials");
});

test("a first password is made, another one takes its place, and the present one can stay", async () => {
  await setPassword({ userName: "mira", isEnabled: false, password: "p", mustChange: true });
  await setPassword({ userName: "mira", isEnabled: true, password: null, mustChange: false });
  expect(callIam.mock.calls.map(([operation, , input]) => [operation, input])).toEqual([
    ["CreateLoginProfile", { UserName: "mira", Password: "p", PasswordResetRequired: true }],
    ["UpdateLoginProfile", { UserName: "mira", PasswordResetRequired: false }],
  ]);
});

test("to take away a password that is gone already is no failure", async () => {
  callIam.mockRejectedValueOnce(new ApiError("DeleteLoginProfile", "NoSuchEntity", "", "", 404));
  await removePassword("mira");
  callIam.mockRejectedValueOnce(new ApiError("DeleteLoginProfile", "AccessDenied", "", "", 403));
  await expect(removePassword("mira")).rejects.toMatchObject({ code: "AccessDenied" });
});

test("users sign in by the alias of their account, and of a role's account by its number", () => {
  const principal = { type: "IAMUser", name: "mira", arn: "" } as const;
  const times = { signedIn: "", expires: "", issuer: "", csrfToken: "", email: "", mfa: false };
  const session = { ...times, account: "111122223333", accountAlias: "acme", principal, role: null };
  expect(signInUrl(session)).toBe("http://localhost:3000/acme/console");
  expect(signInUrl({ ...session, accountAlias: "" })).toBe("http://localhost:3000/111122223333/console");
  const role = { account: "999922223333", displayName: "", expires: "", principal: null };
  expect(signInUrl({ ...session, role })).toBe("http://localhost:3000/999922223333/console");
});

test("the mail tells where and as whom to sign in", () => {
  const text = decodeURIComponent(instructions("mira+1", "https://iam.example.org/acme/console"));
  expect(text).toMatch(/^mailto:\?subject=/);
  expect(text).toContain("https://iam.example.org/acme/console");
  expect(text).toContain("User name: mira+1");
});

test("a description is what a tag can hold", () => {
  expect(descriptionError("laptop of Ada - büro 2")).toBe("");
  expect(descriptionError("what?")).not.toBe("");
  expect(descriptionError("x".repeat(257))).not.toBe("");
});
