// People look after what they sign in with: their own, and that of users.
import { ask, base, choose, field, given, heading, look, password, play, press, signedIn, signIn, watched } from "../stage.mjs";

const OWN = "/security-credentials";

/** Choose the row called *name*, and an action for it; return the dialog that it opens. */
async function act(page, name, action, of = "access keys") {
  await page.getByRole("radio", { name: `Select ${name}` }).check();
  await page.getByRole("button", { name: `Actions for ${of}` }).click();
  await page.getByRole("menuitem", { name: action, exact: true }).click();
  return page.getByRole("dialog");
}

/** Press the button beside the title of a list; where the list is empty there is another. */
const begin = (page, name) => page.getByRole("main").getByRole("button", { name, exact: true }).first().click();

const said = (page, text) => page.getByText(text).first().waitFor();

/** Press what downloads a file, and return the text of the file. */
async function downloaded(page, name = "Download .csv") {
  const [download] = await Promise.all([page.waitForEvent("download"), press(page, name)]);
  const parts = [];
  for await (const part of await download.createReadStream()) parts.push(part);
  return { name: download.suggestedFilename(), text: Buffer.concat(parts).toString() };
}

/** Type two codes in a row of the device with that seed. */
async function codes(part, seed) {
  const [first, second] = await ask("codes", seed);
  await field(part, "MFA code 1").fill(first);
  await field(part, "MFA code 2").fill(second);
}

await play({
  async keys(browser) {
    const page = await signedIn(browser, "ada", OWN);
    await heading(page, "My security credentials").waitFor();
    await look(page, "credentials");
    await page.getByRole("tab", { name: "Access keys" }).click();
    await page.getByRole("link", { name: "Create access key" }).first().click();
    await press(page, "Next");
    await said(page, "Choose what the key is for.");
    await page.getByRole("radio", { name: /Command Line Interface/ }).check();
    await said(page, "Recommended instead");
    await look(page, "credentials-key-use-case");
    await page.getByRole("checkbox", { name: /^I understand/ }).check();
    await press(page, "Next");
    await field(page, "Description tag value").fill("laptop of Ada");
    await press(page, "Create access key");
    await heading(page, "Retrieve access key").waitFor();
    await look(page, "credentials-key-secret");
    // Leaving without the secret asks once.
    await press(page, "Done");
    await heading(page, "Leave without the secret access key?").waitFor();
    await press(page, "Stay");
    await press(page, "Show secret access key");
    const file = await downloaded(page);
    const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, location.href]));
    await press(page, "Done");
    await page.waitForURL(`${base}/console${OWN}?tab=access-keys`);
    const id = file.text.split("\r\n")[1].split(",")[0];
    await said(page, "laptop of Ada");
    await look(page, "credentials-keys");
    let dialog = await act(page, id, "Delete");
    await dialog.getByText("has to be deactivated").waitFor();
    await look(page, "credentials-key-active");
    await press(dialog, "Deactivate");
    await dialog.getByRole("textbox").fill(id);
    await press(dialog, "Delete");
    await said(page, `Access key ${id} deleted.`);
    return { file, id, kept };
  },

  async devices(browser) {
    const page = await signedIn(browser, "ada", `${OWN}?tab=mfa`);
    await page.getByRole("link", { name: "Assign MFA device" }).first().click();
    await page.getByRole("radio", { name: /Authenticator app/ }).check();
    await field(page, "Device name").fill("phone");
    await look(page, "credentials-mfa-type");
    await press(page, "Next");
    await press(page, "Show QR code");
    await page.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
    await press(page, "Show secret key");
    await look(page, "credentials-mfa-app");
    const seed = await page.locator("text=/^[A-Z2-7]{32,}$/").first().innerText();
    await field(page, "MFA code 1").fill("000000");
    await field(page, "MFA code 2").fill("000001");
    await press(page, "Add MFA");
    await said(page, "InvalidAuthenticationCode");
    await codes(page, seed);
    await press(page, "Add MFA");
    await said(page, "MFA device assigned to ada.");
    await look(page, "credentials-mfa");
    await press(await act(page, `arn:aws:iam::${given.account}:mfa/phone`, "Resync", "MFA devices"), "Cancel");
    const focused = await page.evaluate(() => document.activeElement?.textContent ?? "");
    await ask("wait");
    const dialog = await act(page, `arn:aws:iam::${given.account}:mfa/phone`, "Resync", "MFA devices");
    await codes(dialog, seed);
    await look(page, "credentials-mfa-resync");
    await press(dialog, "Resync");
    await said(page, "is in step again");
    const removal = await act(page, `arn:aws:iam::${given.account}:mfa/phone`, "Remove", "MFA devices");
    await removal.getByText("It is the last one").waitFor();
    await press(removal, "Remove");
    await said(page, "removed.");
    await said(page, "No MFA devices");
    return { focused };
  },

  async passkey(browser) {
    const page = await signedIn(browser, "ada", `${OWN}/assign-mfa`);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    await field(page, "Device name").fill("key");
    await press(page, "Next");
    await heading(page, "Set up device").first().waitFor();
    await look(page, "credentials-mfa-passkey");
    await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: { protocol: "ctap2", transport: "usb", hasUserVerification: true, isUserVerified: true },
    });
    await press(page, "Create passkey");
    await said(page, "MFA device assigned to ada.");
    return {};
  },

  async token(browser) {
    const page = await signedIn(browser, "ada", "/users/tom/assign-mfa");
    await page.getByRole("radio", { name: /Hardware TOTP token/ }).check();
    await press(page, "Next");
    await said(page, "Enter the serial number as it is printed on the token");
    await field(page, "Serial number").fill(given.serial);
    await press(page, "Next");
    await codes(page, given.seed);
    await look(page, "user-mfa-token");
    await press(page, "Add MFA");
    await said(page, "MFA device assigned to tom.");
    await page.waitForURL(`${base}/console/users/tom?tab=security-credentials`);
    return {};
  },

  async others(browser) {
    const page = await signedIn(browser, "ada", `${OWN}?tab=ssh-keys`);
    await begin(page, "Upload SSH public key");
    let dialog = page.getByRole("dialog");
    await field(dialog, "SSH public key").fill("ssh-rsa nonsense");
    await press(dialog, "Upload");
    await dialog.getByText("InvalidPublicKey").waitFor();
    await field(dialog, "SSH public key").fill(given.publicKey);
    await look(page, "credentials-ssh-upload");
    await press(dialog, "Upload");
    await said(page, "SSH public key uploaded.");
    const id = await page.getByText(/^APKA/).first().innerText();
    dialog = await act(page, id, "View key", "SSH public keys");
    await dialog.getByText(/^ssh-rsa AAAA/).waitFor();
    await look(page, "credentials-ssh-key");
    await dialog.getByRole("button", { name: "Close" }).last().click();
    dialog = await act(page, id, "Deactivate", "SSH public keys");
    await press(dialog, "Deactivate");
    await said(page, "deactivated.");
    await page.getByText("Inactive").waitFor();
    await page.getByRole("tab", { name: "Service-specific credentials" }).click();
    await begin(page, "Generate credentials");
    dialog = page.getByRole("dialog");
    await choose(page, "Service", "AWS CodeCommit");
    await press(dialog, "Generate");
    await heading(page, "Service-specific credentials").first().waitFor();
    await look(page, "credentials-service-secret");
    const file = await downloaded(page);
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
    await page.getByRole("radio", { name: /^Select ACCA/ }).check();
    await page.getByRole("button", { name: "Actions for service-specific credentials" }).click();
    await page.getByRole("menuitem", { name: "Reset secret" }).click();
    await press(page.getByRole("dialog"), "Reset");
    const renewed = await downloaded(page);
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
    await page.getByRole("tab", { name: "Signing certificates" }).click();
    await begin(page, "Upload X.509 certificate");
    await field(page.getByRole("dialog"), "Certificate").fill(given.certificate);
    await press(page.getByRole("dialog"), "Upload");
    await said(page, "Signing certificate uploaded.");
    await look(page, "credentials-certificates");
    return { id, file, renewed };
  },

  async password(browser) {
    const page = await signedIn(browser, "pia", OWN);
    await press(page, "Update console password");
    const dialog = page.getByRole("dialog");
    await field(dialog, "Current password").fill("not this one");
    await field(dialog, "New password").fill("short");
    await press(dialog, "Update password");
    await dialog.getByText("Choose a password that keeps all rules.").waitFor();
    await look(page, "credentials-password");
    await field(dialog, "New password").fill(given.newPassword);
    await field(dialog, "Confirm new password").fill(given.newPassword);
    await press(dialog, "Update password");
    await dialog.getByText("AccessDenied").waitFor();
    await field(dialog, "Current password").fill(password);
    await press(dialog, "Update password");
    await said(page, "Password changed.");
    await page.getByText("You need permission: iam:ListMFADevices").waitFor();
    await look(page, "credentials-denied");
    await press(page, "Sign out everywhere");
    await press(page.getByRole("dialog"), "Sign out everywhere");
    await heading(page, "Sign in").first().waitFor();
    await page.goto(`${base}/signin?account=${given.account}`);
    await signIn(page, "pia", given.newPassword);
    await page.waitForURL(`${base}/console`);
    return {};
  },

  async root(browser) {
    const page = await watched(browser);
    await page.goto(`${base}/signin?destination=${encodeURIComponent(`/console${OWN}`)}`);
    await page.getByRole("radio", { name: "Root user" }).check();
    await field(page, "Root user email address").fill(given.email);
    await press(page, "Next");
    await field(page, "Password").fill(password);
    await press(page, "Sign in");
    await heading(page, "My security credentials").waitFor();
    await look(page, "credentials-root");
    await page.getByRole("link", { name: "Assign MFA device" }).first().click();
    await page.getByRole("radio", { name: /Authenticator app/ }).check();
    await field(page, "Device name").fill("safe");
    await press(page, "Next");
    await press(page, "Show secret key");
    await codes(page, await page.locator("text=/^[A-Z2-7]{32,}$/").first().innerText());
    await press(page, "Add MFA");
    await said(page, "MFA device assigned to root.");
    await page.getByRole("tab", { name: "Access keys" }).click();
    await page.getByRole("link", { name: "Create access key" }).first().click();
    await press(page, "Create access key");
    await said(page, "Confirm that you understand.");
    await look(page, "credentials-root-key");
    await page.getByRole("checkbox", { name: "I understand that root access keys are unsafe" }).check();
    await press(page, "Create access key");
    await press(page, "Show secret access key");
    await press(page, "Done");
    await page.waitForURL(`${base}/console${OWN}?tab=access-keys`);
    return {};
  },

  async create(browser) {
    const page = await signedIn(browser, "ada", "/users");
    await page.getByRole("link", { name: "Create user" }).first().click();
    await press(page, "Next");
    await said(page, "Enter a name.");
    await field(page, "User name").fill("ADA");
    await press(page, "Next");
    await said(page, "A user of that name exists.");
    await field(page, "User name").fill(" nora ");
    await page.getByRole("checkbox", { name: /Provide user access to the console/ }).check();
    await page.getByRole("radio", { name: /Custom password/ }).check();
    await field(page, "Password").fill("short");
    await look(page, "create-user-details");
    await page.getByRole("radio", { name: /Autogenerated password/ }).check();
    await press(page, "Next");
    await page.getByRole("checkbox", { name: "Select devs" }).check();
    await look(page, "create-user-permissions");
    await press(page, "Next");
    await said(page, "Permissions summary");
    await press(page, "Add new tag");
    await page.getByPlaceholder("Enter key").fill("team");
    await page.getByPlaceholder("Enter value").fill("blue");
    await page.getByText("Step 3").first().click();
    await look(page, "create-user-review");
    await press(page, "Create user");
    await heading(page, "Retrieve password").waitFor();
    await look(page, "create-user-password");
    const mail = await page.getByRole("link", { name: "Email sign-in instructions" }).getAttribute("href");
    await page.getByRole("button", { name: "View user" }).click();
    await heading(page, "Leave without the password?").waitFor();
    await press(page, "Stay");
    const file = await downloaded(page);
    const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, location.href]));
    await press(page, "View user");
    await heading(page, "nora").first().waitFor();
    await page.getByRole("tab", { name: "Security credentials" }).click();
    await said(page, "A new password is due at the next sign-in");
    await look(page, "user-credentials");
    return { mail, file, kept };
  },

  async partly(browser) {
    const page = await signedIn(browser, "hal", "/create-user");
    await field(page, "User name").fill("otto");
    await press(page, "Next");
    await page.getByRole("checkbox", { name: "Select devs" }).check();
    await press(page, "Next");
    await said(page, "Permissions summary");
    await press(page, "Create user");
    await page.waitForURL(`${base}/console/users/otto`);
    await said(page, "Add otto to group devs: failed");
    await look(page, "create-user-partly");
    await ask("allow");
    await press(page, "Retry");
    await said(page, "Add otto to group devs: done.");
    return { failures: await page.getByText("Add otto to group devs: failed").count() };
  },

  async manage(browser) {
    const page = await signedIn(browser, "ada", "/users/sven?tab=security-credentials");
    await press(page, "Enable console access");
    let dialog = page.getByRole("dialog");
    await look(page, "user-console-enable");
    await dialog.getByRole("checkbox", { name: /^User must create a new password/ }).uncheck();
    await press(dialog, "Enable console access");
    await dialog.getByText("This is the only time").waitFor();
    await look(page, "user-console-password");
    await press(dialog, "Show console password");
    const first = await dialog.locator(".ostiary-id").first().innerText();
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await ask("sign in", first);
    await press(page, "Manage console access");
    dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: "Disabled" }).check();
    await dialog.getByRole("checkbox", { name: /Revoke active sessions/ }).check();
    await look(page, "user-console-disable");
    await press(dialog, "Apply");
    await said(page, "Console access of sven disabled.");
    await page.getByRole("button", { name: "Enable console access" }).waitFor();
    const focused = await page.evaluate(() => document.activeElement?.textContent ?? "");
    return { first, focused };
  },

  async roles(browser) {
    const page = await signedIn(browser, "ada", "/switch-role");
    await field(page, "Account ID or alias").fill(given.account);
    await field(page, "IAM role name").fill("operator");
    await field(page, "Display name - optional").fill("Operations");
    await page.getByRole("radio", { name: "Green" }).check();
    await look(page, "switch-role-colour");
    await press(page.getByRole("main"), "Switch role");
    await page.waitForURL(`${base}/console`);
    await page.getByRole("button", { name: /^Operations/ }).click();
    await look(page, "switch-role-menu");
    await page.getByRole("menuitem", { name: "Back to ada" }).click();
    await page.getByRole("button", { name: /^ada @/ }).click();
    await page.getByRole("menuitem", { name: "Operations" }).click();
    await page.getByRole("button", { name: /^Operations/ }).waitFor();
    await page.goto(`${base}/console${OWN}`);
    await said(page, "Whoever acts as a role has no credentials that last");
    await look(page, "credentials-of-a-role");
    return {};
  },
});
