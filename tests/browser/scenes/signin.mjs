// Somebody signs in by every way there is, is refused, and finds the way back.
import { account, base, field, given, look, password, play, press, signIn, watched } from "../stage.mjs";

await play({
  async root(browser) {
    const page = await watched(browser);
    await page.goto(`${base}/`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await look(page, "sign-in");
    await page.getByRole("radio", { name: "Root user" }).check();
    await field(page, "Root user email address").fill(given.email);
    await press(page, "Next");
    await field(page, "Password").fill("not the password");
    await press(page, "Sign in");
    await page.getByText("Your authentication information is incorrect. Please try again.").waitFor();
    await look(page, "sign-in-wrong");
    await field(page, "Password").fill(password);
    await press(page, "Sign in");
    await page.waitForURL(`${base}/console`);
    await page.getByText("Root user was used lately").waitFor();
    await look(page, "dashboard");
    await page.getByRole("link", { name: "Users", exact: true }).first().click();
    await page.waitForURL(`${base}/console/users`);
    await page.getByRole("heading", { name: "Users (5)" }).waitFor();
    await look(page, "users");
    await page.getByRole("button", { name: "Info about users" }).click();
    await page.getByRole("heading", { name: "Related topics" }).waitFor();
    await look(page, "users-help");
    await page.getByRole("button", { name: /close help|close tools/i }).click();
    await page.getByPlaceholder("Find users").fill("bo");
    await page.getByText("1 match", { exact: true }).first().waitFor();
    await page.waitForURL(`${base}/console/users?filter=bo`);
    await page.reload();
    await page.getByText("1 match", { exact: true }).first().waitFor();
    await page.getByRole("checkbox", { name: "Select bob" }).check();
    await press(page, "Delete");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("has an active access key").waitFor();
    await look(page, "users-delete");
    await dialog.getByRole("textbox").fill("bob");
    await dialog.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByText("User bob deleted.").waitFor();
    await page.getByText("No matches").waitFor();
    await look(page, "users-no-matches");
    await press(page, "Clear filter");
    await page.getByRole("heading", { name: "Users (4)" }).waitFor();
    await page.getByRole("button", { name: "Appearance" }).click();
    await page.getByRole("menuitemcheckbox", { name: "Dark" }).click();
    await look(page, "users-dark");
    await page.getByRole("button", { name: new RegExp(`^root @ ${account}`) }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    return { place: page.url() };
  },

  async user(browser) {
    const page = await watched(browser);
    await page.goto(`${base}/${account}/console`);
    await page.getByRole("heading", { name: "IAM user sign-in" }).waitFor();
    const filledIn = await field(page, "Account ID or alias").inputValue();
    await look(page, "sign-in-user");
    await signIn(page, "mira");
    await page.getByRole("heading", { name: "Change your password" }).waitFor();
    await field(page, "New password").fill("short");
    await look(page, "sign-in-new-password");
    await field(page, "Confirm new password").fill("short");
    await press(page, "Confirm password change");
    await page.getByText("Choose a password that keeps all rules.").waitFor();
    await field(page, "New password").fill(given.newPassword);
    await field(page, "Confirm new password").fill(given.newPassword);
    await press(page, "Confirm password change");
    await page.waitForURL(`${base}/console`);
    await page.getByText("You need permission: iam:GetAccountSummary").first().waitFor();
    await look(page, "dashboard-denied");
    await page.goto(`${base}/console/switch-role?account=${account}&roleName=operator&displayName=Operator`);
    await page.getByRole("heading", { name: "Switch role" }).waitFor();
    await look(page, "switch-role");
    await page.getByRole("main").getByRole("button", { name: "Switch role", exact: true }).click();
    await page.waitForURL(`${base}/console`);
    await page.getByRole("button", { name: /^Operator/ }).click();
    await look(page, "role-menu");
    await page.getByRole("menuitem", { name: "Back to mira" }).click();
    await page.getByRole("button", { name: new RegExp(`^mira @ `) }).waitFor();
    await page.goto(`${base}/console/nowhere`);
    await page.getByRole("heading", { name: "Page not found" }).waitFor();
    await look(page, "not-found");
    // What the server ended is noticed by the next call, and the way back leads to where somebody was.
    await page.goto(`${base}/console/users`);
    await page.getByText("You need permission: iam:ListUsers").waitFor();
    await look(page, "users-denied");
    await page.context().clearCookies();
    await page.evaluate(() => fetch("/signin/api/session"));
    await page.reload();
    await page.waitForURL(`${base}/signin?destination=%2Fconsole%2Fusers`);
    return { filledIn };
  },

  async code(browser) {
    const page = await watched(browser);
    await page.goto(`${base}/signin?account=${account}&destination=${encodeURIComponent("/console/users?filter=a")}`);
    await signIn(page, "tess");
    await page.getByRole("heading", { name: "Multi-factor authentication" }).waitFor();
    await look(page, "sign-in-code");
    await field(page, "MFA code").fill(given.code);
    await page.waitForURL(`${base}/console/users?filter=a`);
    await page.getByPlaceholder("Find users").waitFor();
    return { cookies: await page.evaluate(() => document.cookie) };
  },

  async terminal(browser) {
    const page = await watched(browser);
    await page.goto(`${base}${given.target}`);
    await press(page, "Next");
    await page.getByText("Enter the account ID or alias.").waitFor();
    await field(page, "Account ID or alias").fill(account);
    await press(page, "Next");
    await signIn(page, "lena");
    await page.getByRole("heading", { name: "Allow a terminal to act as you?" }).waitFor();
    await look(page, "terminal");
    return { place: page.url() };
  },

  async passkey(browser) {
    const page = await watched(browser);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: { protocol: "ctap2", transport: "usb", hasUserVerification: true, isUserVerified: true },
    });
    await page.goto(`${base}/signin?account=${account}&destination=${encodeURIComponent("https://elsewhere.example/")}`);
    await signIn(page, "kim");
    await page.waitForURL(`${base}/console`);
    await page.evaluate(async () => {
      const { csrfToken } = await (await fetch("/signin/api/session")).json();
      const post = async (name, body) => {
        const headers = { "content-type": "application/json", "x-csrf-token": csrfToken };
        return (await fetch(`/signin/api/${name}`, { method: "POST", headers, body: JSON.stringify(body) })).json();
      };
      const { ticket, publicKey } = await post("new-passkey", {});
      const options = PublicKeyCredential.parseCreationOptionsFromJSON(publicKey);
      const made = await navigator.credentials.create({ publicKey: options });
      await post("register-passkey", { ticket, name: "key", credential: JSON.stringify(made.toJSON()) });
      await post("sign-out", {});
    });
    await page.goto(`${base}/signin?account=${account}`);
    await signIn(page, "kim");
    await page.getByText("Your browser asks for the passkey or the security key.").waitFor();
    await look(page, "sign-in-passkey");
    await press(page, "Use passkey or security key");
    await page.waitForURL(`${base}/console`);
    return { mfa: await page.evaluate(async () => (await (await fetch("/signin/api/session")).json()).mfa) };
  },
});
