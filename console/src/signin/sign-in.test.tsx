/** The steps of signing in, with a server that answers as is written here. */
import createWrapper from "@cloudscape-design/components/test-utils/dom";
import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { SignIn } from "./sign-in";

type Answer = [status: number, body: Record<string, unknown>];

let asked: { name: string; body: Record<string, string> }[] = [];
const NOBODY: Answer = [401, { __type: "ExpiredToken", message: "Nobody is signed in." }];

/** A server that gives these answers, by endpoint; the last one of an endpoint again and again. */
function server(answers: Record<string, Answer[]>) {
  const left = structuredClone({ session: [NOBODY], ...answers });
  vi.stubGlobal("fetch", async (path: string, { body }: { body?: string }) => {
    const name = path.replace("/signin/api/", "");
    asked.push({ name, body: JSON.parse(body ?? "{}") });
    const rest = left[name as keyof typeof left] ?? [];
    const [status, value] = (rest.length > 1 ? rest.shift() : rest[0]) ?? [500, {}];
    return new Response(JSON.stringify(value), { status });
  });
}

const type = (label: string, text: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value: text } });
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));
const heading = (name: string) => screen.findByRole("heading", { name });
const lastAsked = () => asked.at(-1);

async function asAlice() {
  window.history.replaceState(null, "", "/signin?account=acme");
  render(<SignIn />);
  await heading("IAM user sign-in");
  type("User name", "alice");
  type("Password", "secret");
  press("Sign in");
}

beforeEach(() => {
  asked = [];
  window.history.replaceState(null, "", "/signin");
});

test("nothing is sent before everything is filled in", async () => {
  server({});
  window.history.replaceState(null, "", "/signin?account=acme");
  render(<SignIn />);
  await heading("IAM user sign-in");
  press("Sign in");
  expect(await screen.findByText("Enter the user name.")).toBeDefined();
  expect(asked.map(({ name }) => name)).toEqual(["session"]);
});

test("whatever is wrong, the server's one message is shown", async () => {
  server({
    authenticate: [[403, { __type: "AccessDenied", message: "Your authentication information is incorrect." }]],
  });
  await asAlice();
  expect(await screen.findByText("Your authentication information is incorrect.")).toBeDefined();
  expect(lastAsked()?.body).toEqual({ account: "acme", userName: "alice", password: "secret" });
  expect(window.localStorage).toHaveLength(0);
});

test("a lock tells until when", async () => {
  const message = "Your authentication information is incorrect. Nothing is accepted before 2026-11-25T12:00:30Z.";
  server({ authenticate: [[403, { __type: "AccessDenied", message }]] });
  await asAlice();
  expect(await screen.findByText(message)).toBeDefined();
});

test("a password that only an administrator renews is a dead end", async () => {
  const message = "Your password has expired. Ask an administrator to set a new one.";
  server({ authenticate: [[403, { __type: "AccessDenied", message }]] });
  await asAlice();
  await heading("Not signed in");
  expect(screen.getByText(message)).toBeDefined();
  expect(screen.queryByLabelText("Password")).toBeNull();
});

test("who has several kinds of devices chooses one, and the sixth digit sends the code", async () => {
  const devices = {
    code: [{ type: "virtual", serialNumber: "arn:aws:iam::1:mfa/phone" }],
    passkey: [{ type: "passkey", serialNumber: "arn:aws:iam::1:u2f/user/alice/key" }],
  };
  server({
    authenticate: [[200, { status: "MFA_REQUIRED", ticket: "t-1", devices }]],
    mfa: [[403, { __type: "AccessDenied", message: "The code is wrong." }]],
  });
  await asAlice();
  await heading("Additional verification required");
  const choices = createWrapper(document.body).findRadioGroup();
  expect(choices?.findInputByValue("passkey")?.getElement().checked).toBe(true);
  act(() => choices?.findInputByValue("virtual")?.click());
  press("Next");
  await heading("Multi-factor authentication");
  type("MFA code", "12 34 5");
  expect(lastAsked()?.name).toBe("authenticate");
  type("MFA code", "12 34 56");
  expect(await screen.findByText("The code is wrong.")).toBeDefined();
  expect(lastAsked()).toEqual({
    name: "mfa",
    body: { ticket: "t-1", serialNumber: "arn:aws:iam::1:mfa/phone", code: "123456" },
  });
});

test("a sign-in that has taken too long begins again", async () => {
  const devices = { code: [{ type: "virtual", serialNumber: "s" }] };
  const message = "This sign-in has taken too long or was finished elsewhere. Begin again.";
  server({
    authenticate: [[200, { status: "MFA_REQUIRED", ticket: "t", devices }]],
    mfa: [[403, { __type: "AccessDenied", message }]],
  });
  await asAlice();
  await heading("Multi-factor authentication");
  type("MFA code", "123456");
  await heading("Sign in");
});

test("a password that is due is changed by the account's own rules", async () => {
  const passwordPolicy = {
    minimumLength: 10,
    requireSymbols: true,
    requireNumbers: false,
    requireUppercase: false,
    requireLowercase: false,
    reusePrevention: 3,
  };
  server({
    authenticate: [[200, { status: "NEW_PASSWORD_REQUIRED", ticket: "t-2", passwordPolicy }]],
    "new-password": [[400, { __type: "PasswordPolicyViolation", message: "It was used before." }]],
  });
  await asAlice();
  await heading("Change your password");
  expect(screen.getByText("At least 10 characters")).toBeDefined();
  expect(screen.getByText("It is none of the last 3 passwords.")).toBeDefined();
  type("New password", "long-enough!");
  type("Confirm new password", "something else");
  press("Confirm password change");
  expect(await screen.findByText("The two passwords differ.")).toBeDefined();
  type("Confirm new password", "long-enough!");
  press("Confirm password change");
  expect(await screen.findByText("It was used before.")).toBeDefined();
  expect(lastAsked()?.body).toEqual({ ticket: "t-2", oldPassword: "secret", newPassword: "long-enough!" });
});

test("a role is chosen from those that an identity provider offers, and the ticket leaves the address", async () => {
  server({
    "saml-roles": [
      [200, { roles: [{ roleArn: "arn:aws:iam::1:role/ops", account: "1", accountAlias: "acme", roleName: "ops" }] }],
    ],
    "saml-role": [[403, { __type: "AccessDenied", message: "Not any more." }]],
  });
  window.history.replaceState(null, "", "/signin#saml=t-3");
  render(<SignIn />);
  await heading("Select a role");
  expect(window.location.hash).toBe("");
  act(() => createWrapper(document.body).findRadioGroup()?.findInputByValue("arn:aws:iam::1:role/ops")?.click());
  press("Sign in");
  expect(await screen.findByText("Not any more.")).toBeDefined();
  await waitFor(() => expect(lastAsked()?.body).toEqual({ ticket: "t-3", roleArn: "arn:aws:iam::1:role/ops" }));
});

test("who is signed in may go on, or be somebody else", async () => {
  const principal = { type: "IAMUser", name: "bob", arn: "a" };
  server({ session: [[200, { account: "1", accountAlias: "acme", principal, csrfToken: "c" }]] });
  render(<SignIn />);
  await heading("You are signed in");
  const submitted = vi.fn();
  document.addEventListener("submit", submitted, { once: true });
  press("Sign in as somebody else");
  await heading("Sign in");
  expect(submitted).not.toHaveBeenCalled();
});
