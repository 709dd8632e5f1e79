// An administrator adds identity providers, changes and deletes them, and changes the settings of the account.
import { base, choose, field, given, heading, look, play, press, signedIn } from "../stage.mjs";

const { files } = given;

await play({
  async add(browser) {
    const page = await signedIn(browser, "ada", "/providers");
    await page.getByText("No identity providers", { exact: true }).waitFor();
    await look(page, "providers-none");
    await page.getByRole("link", { name: "Add provider" }).first().click();
    await page.getByRole("radio", { name: "SAML" }).waitFor();
    await press(page, "Add provider");
    await page.getByText("Choose the metadata document.").waitFor();
    await look(page, "providers-add-saml");
    await field(page, "Provider name").fill("corporate");
    await page.locator("input[type=file]").setInputFiles(`${files}/metadata.xml`);
    await page.getByText("https://idp.example.com/saml", { exact: true }).first().waitFor();
    await look(page, "providers-add-saml-chosen");
    await press(page, "Add provider");
    await heading(page, "corporate").waitFor();
    await page.getByText("Identity provider corporate added.").waitFor();
    await look(page, "providers-saml");

    await page.goto(`${base}/console/providers/add?type=oidc`);
    await field(page, "Provider URL").fill("http://issuer.example");
    await press(page, "Add provider");
    await page.getByText("Enter a URL that begins with https://.").waitFor();
    await page.getByRole("link", { name: "Identity providers", exact: true }).first().click();
    const leaving = page.getByRole("dialog");
    await leaving.getByText("Changes that you have not saved are lost.").waitFor();
    await press(leaving, "Stay");
    await field(page, "Provider URL").fill("https://issuer.example/one");
    await field(page, "Audience - optional").fill("my-app");
    await page.getByRole("button", { name: "Thumbprints - optional" }).click();
    await press(page, "Add thumbprint");
    await field(page, "Thumbprint 1").fill(given.thumbprint);
    await press(page, "Add new tag");
    await page.getByPlaceholder("Enter key").fill("team");
    await page.getByPlaceholder("Enter value").fill("blue");
    await look(page, "providers-add-oidc");
    await press(page, "Add provider");
    await heading(page, "issuer.example/one").waitFor();
    await look(page, "providers-oidc");
    return { place: page.url() };
  },

  async change(browser) {
    const page = await signedIn(browser, "ada", "/providers");
    await heading(page, "Identity providers (2)").waitFor();
    await look(page, "providers");
    await page.getByRole("link", { name: "issuer.example/one" }).click();
    await press(page, "Add audience");
    const dialog = page.getByRole("dialog");
    await field(dialog, "Audience").fill("other-app");
    await press(dialog, "Add");
    await page.getByText("Audience other-app added.").waitFor();
    await page.getByRole("checkbox", { name: "Select my-app" }).check();
    await press(page, "Remove");
    await dialog.getByRole("textbox").fill("remove");
    await look(page, "providers-remove-audience");
    await press(dialog, "Remove");
    await page.getByText("Audience my-app removed.").waitFor();
    await page.getByRole("tab", { name: "Thumbprints" }).click();
    await page.waitForURL(/tab=thumbprints/);
    await page.reload();
    await page.getByText(given.thumbprint).waitFor();
    await look(page, "providers-thumbprints");
    await press(page, "Manage thumbprints");
    await press(dialog, "Add thumbprint");
    await field(dialog, "Thumbprint 2").fill("short");
    await press(dialog, "Save changes");
    await dialog.getByText("Enter the 40 hexadecimal digits").waitFor();
    await look(page, "providers-manage-thumbprints");
    await field(dialog, "Thumbprint 2").fill("AA:".repeat(20).slice(0, -1));
    await press(dialog, "Save changes");
    await page.getByText("Thumbprints saved.").waitFor();
    await page.getByRole("tab", { name: "Roles" }).click();
    await page.getByText("deployer").waitFor();
    await look(page, "providers-roles");

    await page.goto(`${base}/console/providers`);
    await page.getByRole("link", { name: "corporate" }).click();
    const [file] = await Promise.all([page.waitForEvent("download"), press(page, "Download metadata")]);
    await press(page, "Replace metadata");
    await dialog.locator("input[type=file]").setInputFiles(`${files}/renewed.xml`);
    await look(page, "providers-replace-metadata");
    await press(dialog, "Replace");
    await page.getByText("Metadata replaced.").waitFor();
    return { file: file.suggestedFilename() };
  },

  async remove(browser) {
    const page = await signedIn(browser, "ada", "/providers");
    await heading(page, "Identity providers (2)").waitFor();
    await page.getByRole("checkbox", { name: "Select corporate" }).check();
    await page.getByRole("checkbox", { name: "Select issuer.example/one" }).check();
    await press(page, "Delete");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("trusted by 1 role (deployer)").waitFor();
    await dialog.getByRole("textbox").fill("delete");
    await look(page, "providers-delete");
    await press(dialog, "Delete");
    await page.getByText("2 identity providers deleted.").waitFor();
    await page.getByText("No identity providers", { exact: true }).waitFor();
    return {};
  },

  async refused(browser) {
    const page = await signedIn(browser, "lou", "/providers");
    await page.getByText("You need permission: iam:ListSAMLProviders").first().waitFor();
    await page.getByText("issuer.example/one").waitFor();
    await look(page, "providers-half-refused");
    return { seen: await page.getByText("issuer.example/one").count() };
  },

  async token(browser) {
    const page = await signedIn(browser, "ada", `/providers/${encodeURIComponent(given.provider)}?tab=test`);
    const label = page.getByLabel("Token", { exact: true });
    await press(page, "Test a token");
    await page.getByText("Paste the token.").waitFor();
    await label.fill(given.forged);
    await press(page, "Test a token");
    await page.getByText("The token is not good: InvalidIdentityToken").waitFor();
    await page.getByRole("button", { name: "What the token says" }).click();
    await look(page, "providers-token-bad");
    await label.fill(given.token);
    await press(page, "Test a token");
    await page.getByText("The token is good").waitFor();
    await page.getByText("Can be assumed", { exact: true }).waitFor();
    await press(page, "Explanation of picky");
    await page.getByText("To change that, one of these would have to fit").waitFor();
    await look(page, "providers-token");

    await page.goto(`${base}/console/providers/test?type=saml`);
    await choose(page, "SAML provider", "staff");
    await field(page, "SAML response").fill(given.assertion);
    await press(page, "Test an assertion");
    await page.getByText("The assertion is good").waitFor();
    await page.getByText("saml:sub", { exact: true }).waitFor();
    await look(page, "providers-assertion");
    return {};
  },

  async untested(browser) {
    const page = await signedIn(browser, "lou", "/providers/test");
    await page.getByLabel("Token", { exact: true }).fill(given.token);
    await press(page, "Test a token");
    await page.getByText("You need permission: access-analyzer:TestToken").waitFor();
    await look(page, "providers-token-refused");
    return {};
  },

  async anchors(browser) {
    const page = await signedIn(browser, "ada", "/create-role?entity=certificate");
    await field(page, "Trust anchor").click();
    await page.getByRole("option", { name: given.anchor }).click();
    await look(page, "providers-anchors");
    return { chosen: await field(page, "Trust anchor").inputValue() };
  },

  async settings(browser) {
    const page = await signedIn(browser, "ada", "/settings");
    await page.getByText("IAM default password policy").waitFor();
    await look(page, "settings");
    await page.getByRole("link", { name: "Edit password policy" }).click();
    await page.getByRole("radio", { name: "Custom" }).check();
    await field(page, "Password minimum length (characters)").fill("5");
    await page.getByRole("checkbox", { name: "Turn on password expiration" }).check();
    await page.getByRole("checkbox", { name: "Prevent password reuse" }).check();
    await press(page, "Save changes");
    await page.getByText("Enter a length from 6 to 128.").waitFor();
    await look(page, "settings-password-policy");
    await field(page, "Password minimum length (characters)").fill("14");
    await press(page, "Save changes");
    const dialog = page.getByRole("dialog");
    await look(page, "settings-password-policy-confirm");
    await press(dialog, "Set custom");
    await page.getByText("Custom password policy set.").waitFor();
    await page.waitForURL(`${base}/console/settings`);

    await press(page, "Change the version of session tokens");
    await dialog.getByRole("radio", { name: "Version 2" }).check();
    await look(page, "settings-tokens");
    await press(dialog, "Save changes");
    await page.getByText("Session tokens of the global endpoint are now version 2.").waitFor();
    await press(page, "Enable outbound identity federation");
    await press(dialog, "Enable");
    await page.getByText("Outbound identity federation enabled.").waitFor();
    await press(page, "Create account alias");
    await field(dialog, "Preferred alias").fill("acme-dev");
    await press(dialog, "Save");
    await page.getByText("Account alias acme-dev set.").waitFor();
    await look(page, "settings-changed");
    return {};
  },

  async defaults(browser) {
    const page = await signedIn(browser, "ada", "/settings/password-policy");
    await page.getByRole("radio", { name: "IAM default" }).check();
    await press(page, "Save changes");
    await press(page.getByRole("dialog"), "Set default");
    await page.getByText("Default password policy set.").waitFor();
    await press(page, "Disable outbound identity federation");
    await press(page.getByRole("dialog"), "Disable");
    await page.getByText("Outbound identity federation disabled.").waitFor();
    return {};
  },
});
