// The way that everybody goes once: from the root user's first sign-in to people who work with what they may.
import { account, ask, base, field, given, heading, look, password, play, press, signIn, watched, writePolicy } from "../stage.mjs";

const said = (page, text) => page.getByText(text).first().waitFor();

async function signOut(page, shown) {
  await page.getByRole("button", { name: shown }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await heading(page, "Sign in").first().waitFor();
}

/** Come to *path* as a user, up to what follows the password. */
async function comeAs(page, user, path) {
  await page.goto(`${base}/signin?account=${account}&destination=${encodeURIComponent(`/console${path}`)}`);
  await signIn(page, user);
}

const secretOf = (page) => page.locator("text=/^[A-Z2-7]{32,}$/").first().innerText();

await play({
  /** Root signs in for the first time and makes a user, a group, a role and a policy for them. */
  async root(browser) {
    const page = await watched(browser);
    await page.goto(`${base}/`);
    await page.getByRole("radio", { name: "Root user" }).check();
    await field(page, "Root user email address").fill(given.email);
    await press(page, "Next");
    await field(page, "Password").fill(password);
    await press(page, "Sign in");
    await page.waitForURL(`${base}/console`);
    await said(page, "Add MFA for the root user");
    await look(page, "walk-dashboard");

    await page.getByRole("link", { name: "Create user" }).click();
    await field(page, "User name").fill("tara");
    await page.getByRole("checkbox", { name: /Provide user access to the console/ }).check();
    await page.getByRole("radio", { name: /Custom password/ }).check();
    await field(page, "Password").fill(password);
    await page.getByRole("checkbox", { name: /User must create a new password/ }).uncheck();
    await look(page, "walk-user-details");
    await press(page, "Next");
    await page.getByRole("button", { name: "Create group" }).first().click();
    const group = page.getByRole("dialog");
    await field(group, "User group name").fill("testers");
    await group.getByPlaceholder("Find policies").fill("AmazonS3ReadOnlyAccess");
    await group.getByRole("checkbox", { name: "Select AmazonS3ReadOnlyAccess" }).check();
    await look(page, "walk-group");
    await group.getByRole("button", { name: /^Create/ }).click();
    await group.waitFor({ state: "detached" });
    await page.getByRole("checkbox", { name: "Select testers" }).isChecked();
    await look(page, "walk-user-permissions");
    await press(page, "Next");
    await said(page, "Permissions summary");
    await press(page, "Create user");
    await heading(page, "Retrieve password").waitFor();
    await press(page, "Show console password");
    await look(page, "walk-user-password");
    await press(page, "View user");
    await page.waitForURL(`${base}/console/users/tara`);
    await said(page, "AmazonS3ReadOnlyAccess");

    // What she may do for herself: the first try has an error, which is shown at its line and keeps the policy from being saved.
    await page.goto(`${base}/console/groups/testers/inline-policies/create`);
    await writePolicy(page, given.wrongPolicy);
    await page.getByRole("tab", { name: "Errors (1)" }).click();
    await page.getByRole("button", { name: /^Go to Ln 6, / }).waitFor();
    await look(page, "walk-policy-error");
    await field(page, "Policy name").fill("own-devices");
    await press(page, "Create policy");
    await said(page, "Mend the errors of the policy document");
    await writePolicy(page, given.policy);
    await page.getByRole("tab", { name: "Errors (0)" }).waitFor();
    await press(page, "Create policy");
    await said(page, "Policy own-devices created.");

    await page.goto(`${base}/console/create-role?entity=account`);
    await press(page, "Next");
    await page.getByPlaceholder("Find policies").fill("IAMReadOnlyAccess");
    await page.getByRole("checkbox", { name: "Select IAMReadOnlyAccess", exact: true }).check();
    await press(page, "Next");
    await field(page, "Role name").fill("auditor");
    await press(page, "Create role");
    await said(page, "Role auditor created.");
    await look(page, "walk-role");
    await signOut(page, /^root @ /);
    return {};
  },

  /** The user is refused what she may not, assigns devices, signs in with each, and acts as a role. */
  async user(browser) {
    const page = await watched(browser);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: { protocol: "ctap2", transport: "usb", hasUserVerification: true, isUserVerified: true },
    });
    await comeAs(page, "tara", "/users");
    await said(page, "You need permission: iam:ListUsers");
    await look(page, "walk-denied");

    await page.goto(`${base}/console/security-credentials/assign-mfa`);
    await page.getByRole("radio", { name: /Authenticator app/ }).check();
    await field(page, "Device name").fill("tara");
    await press(page, "Next");
    await press(page, "Show secret key");
    const seed = await secretOf(page);
    const [first, second] = await ask("codes", seed);
    await field(page, "MFA code 1").fill(first);
    await field(page, "MFA code 2").fill(second);
    await press(page, "Add MFA");
    await said(page, "MFA device assigned to tara.");
    await signOut(page, /^tara @ /);

    await comeAs(page, "tara", "/security-credentials/assign-mfa");
    await heading(page, "Multi-factor authentication").waitFor();
    await look(page, "walk-code");
    await ask("two minutes later");
    const [now] = await ask("codes", seed);
    await field(page, "MFA code").fill(now);
    await page.waitForURL(`${base}/console/security-credentials/assign-mfa`);
    await field(page, "Device name").fill("key");
    await press(page, "Next");
    await press(page, "Create passkey");
    await said(page, "MFA device assigned to tara.");
    await signOut(page, /^tara @ /);

    await comeAs(page, "tara", "/switch-role");
    await heading(page, "Additional verification required").waitFor();
    await look(page, "walk-devices");
    await page.getByRole("radio", { name: /Passkey or security key/ }).check();
    await press(page, "Next");
    await press(page, "Use passkey or security key");
    await heading(page, "Switch role").waitFor();
    await field(page, "Account ID or alias").fill(account);
    await field(page, "IAM role name").fill("auditor");
    await page.getByRole("main").getByRole("button", { name: "Switch role", exact: true }).click();
    await page.waitForURL(`${base}/console`);
    await page.goto(`${base}/console/users`);
    await heading(page, "Users (1)").waitFor();
    await look(page, "walk-as-role");
    await page.getByRole("checkbox", { name: "Select tara" }).check();
    await press(page, "Delete");
    await page.getByRole("dialog").getByRole("textbox").fill("tara");
    await press(page.getByRole("dialog"), "Delete");
    await page.getByRole("dialog").getByText(/You need permission: iam:/).first().waitFor();
    await look(page, "walk-delete-denied");
    return { mfa: await page.evaluate(async () => (await (await fetch("/signin/api/session")).json()).mfa) };
  },

  /** Root deletes her, having typed her name; her own page says that the session has ended. */
  async end(browser) {
    const page = await watched(browser);
    await page.goto(`${base}/signin?destination=${encodeURIComponent("/console/users/tara")}`);
    await page.getByRole("radio", { name: "Root user" }).check();
    await field(page, "Root user email address").fill(given.email);
    await press(page, "Next");
    await field(page, "Password").fill(password);
    await press(page, "Sign in");
    await heading(page, "tara").first().waitFor();
    await press(page, "Delete");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox").fill("tar");
    if (await dialog.getByRole("button", { name: "Delete", exact: true }).isEnabled()) throw new Error("Not typed to the end.");
    await look(page, "walk-delete");
    await dialog.getByRole("textbox").fill("tara");
    await press(dialog, "Delete");
    await page.waitForURL(`${base}/console/users`);
    await said(page, "User tara deleted.");
    await ask("the session ends");
    await press(page, "Refresh users");
    await page.getByRole("dialog", { name: "Your session has ended" }).waitFor();
    await look(page, "walk-session-over");
    return {};
  },
});
