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
    await look(page, "credentials-key-description");
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
    await look(page, "credentials-key-delete");
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
    return {};
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
});
