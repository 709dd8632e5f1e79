// Roles: listed, made for each kind of trusted entity, looked at, changed, deleted.
import { ask, base, choose, field, given, heading, look, play, press, signedIn } from "../stage.mjs";

const next = (page) => press(page, "Next");

/** Go through the rest of the wizard, and come to the page of the new role. */
async function finish(page, name) {
  await next(page);
  await heading(page, /^Permissions policies/).waitFor();
  await next(page);
  await field(page, "Role name").fill(name);
  await press(page, "Create role");
  await page.waitForURL(`${base}/console/roles/${name}`);
  await page.getByText(`Role ${name} created.`).waitFor();
}

const wizard = async (page, kind) => {
  await page.goto(`${base}/console/create-role?entity=${kind}`);
  await heading(page, "Trusted entity type").waitFor();
};

/** A condition, in the first row of them. */
async function addCondition(page, key, value) {
  await press(page, "Add condition");
  await page.getByPlaceholder("Condition key").fill(key);
  await page.keyboard.press("Escape");
  await page.getByPlaceholder("Condition value").fill(value);
}

/** Write a trust policy for *principal* into the editor. */
async function writeTrust(page, principal) {
  const statement = { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" };
  const editor = page.getByRole("region", { name: "Trust policy" });
  await editor.click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(JSON.stringify({ Version: "2012-10-17", Statement: [statement] }, null, 2));
  await page.getByRole("tab", { name: "Errors (0)" }).waitFor();
}

await play({
  async list(browser) {
    const page = await signedIn(browser, "ada", "/roles");
    await heading(page, "Roles (4)").waitFor();
    await page.getByText("AWS service: ecs (service-linked role)").waitFor();
    await page.getByText("+ 1 more").click();
    await page.getByText(/Deleted user: AIDA/).first().waitFor();
    await look(page, "roles");
    await page.keyboard.press("Escape");
    await page.getByPlaceholder("Find roles").fill("ec2");
    await page.getByText("1 match", { exact: true }).first().waitFor();
    await press(page, "Clear filter").catch(() => page.getByPlaceholder("Find roles").fill(""));
    await heading(page, "Roles (4)").waitFor();
    await page.goto(`${base}/console/roles/AWSServiceRoleForECS`);
    await page.getByText("The service alone says what its role may do.").waitFor();
    await look(page, "role-service-linked");
    await page.getByRole("tab", { name: "Trust relationships" }).click();
    await page.getByText("It belongs to the service that the role is linked to, and cannot be changed.").waitFor();
    await page.goto(`${base}/console/roles`);
    await heading(page, "Roles (4)").waitFor();
    for (const name of ["web", "AWSServiceRoleForECS"]) await page.getByRole("checkbox", { name: `Select ${name}` }).check();
    await press(page, "Delete");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("DeleteServiceLinkedRole").first().waitFor();
    await look(page, "roles-delete");
    await dialog.getByRole("textbox").fill("delete");
    await press(dialog, "Delete");
    await page.getByText("2 roles deleted.").waitFor();
    await heading(page, "Roles (2)").waitFor();
    return {};
  },

  async denied(browser) {
    const page = await signedIn(browser, "nobody", "/roles");
    await page.getByText("You need permission: iam:ListRoles").waitFor();
    await look(page, "roles-denied");
    return {};
  },

  async service(browser) {
    const page = await signedIn(browser, "ada", "/roles");
    await page.getByRole("link", { name: "Create role" }).click();
    await heading(page, "Trusted entity type").waitFor();
    await next(page);
    await page.getByText("Choose a service.").waitFor();
    await choose(page, "Service or use case", /^EC2$/);
    await page.getByText('"Service": "ec2.amazonaws.com"').waitFor();
    await look(page, "role-create-service");
    await next(page);
    await page.getByPlaceholder("Find policies").fill("IAMReadOnlyAccess");
    await page.getByRole("checkbox", { name: "Select IAMReadOnlyAccess", exact: true }).check();
    await look(page, "role-create-permissions");
    await page.getByRole("button", { name: /^Set permissions boundary/ }).click();
    await page.getByRole("checkbox", { name: /^Use a permissions boundary/ }).check();
    await page.getByPlaceholder("Find policies").last().fill("PowerUserAccess");
    await page.getByRole("radio", { name: "Select PowerUserAccess", exact: true }).check();
    await next(page);
    await field(page, "Role name").fill("a name with blanks");
    await press(page, "Create role");
    await page.getByText("Enter 1 to 64 letters").waitFor();
    await field(page, "Role name").fill("app");
    await field(page, "Description - optional").fill("Runs the app");
    await press(page, "Add new tag");
    await page.getByPlaceholder("Enter key").fill("team");
    await page.keyboard.press("Tab");
    await page.getByPlaceholder("Enter value").fill("blue");
    await page.keyboard.press("Tab");
    await look(page, "role-create-review");
    await press(page, "Edit Step 1: Select trusted entity");
    await heading(page, "Trusted entity type").waitFor();
    await next(page);
    await next(page);
    await press(page, "Create role");
    await page.waitForURL(`${base}/console/roles/app`);
    await page.getByText("Role app created.").waitFor();
    await look(page, "role");
    return {};
  },

  async half(browser) {
    const page = await signedIn(browser, "maker", "/create-role?entity=account");
    await heading(page, "Trusted entity type").waitFor();
    await next(page);
    await page.getByPlaceholder("Find policies").fill("IAMReadOnlyAccess");
    await page.getByRole("checkbox", { name: "Select IAMReadOnlyAccess", exact: true }).check();
    await next(page);
    await field(page, "Role name").fill("half");
    await press(page, "Create role");
    await page.waitForURL(`${base}/console/roles/half`);
    await page.getByText("Attach IAMReadOnlyAccess: failed").waitFor();
    await look(page, "role-created-half");
    await ask("allow");
    await press(page, "Retry");
    await page.getByText("Attach IAMReadOnlyAccess: done.").waitFor();
    await page.getByText("Permissions policies (1)").waitFor();
    return {};
  },

  async kinds(browser) {
    const page = await signedIn(browser, "ada", "/create-role");
    await wizard(page, "account");
    await page.getByRole("radio", { name: "Another account" }).check();
    await page.getByRole("checkbox", { name: "Require external ID" }).check();
    await page.getByRole("checkbox", { name: "Require MFA" }).check();
    await next(page);
    await page.getByText("Enter the account ID: twelve digits.").waitFor();
    await look(page, "role-create-account");
    await field(page, "Account ID").fill(given.other.replace(/....(?=.)/g, "$&-"));
    await field(page, "External ID").fill("customer-7");
    await finish(page, "vendor");
    await page.goto(`${base}/console/create-role?provider=arn:aws:iam::${given.account}:oidc-provider/token.actions.githubusercontent.com`);
    await choose(page, "Audience", "sts.amazonaws.com");
    await field(page, "GitHub organization").fill("octo-org");
    await field(page, "GitHub repository - optional").fill("octo-repo");
    await field(page, "Branch - optional").fill("main");
    await look(page, "role-create-web-identity");
    await finish(page, "ci");
    await wizard(page, "saml");
    await choose(page, "SAML provider", "corporate");
    await look(page, "role-create-saml");
    await finish(page, "staff");
    await wizard(page, "certificate");
    await field(page, "Trust anchor").fill(given.anchor);
    await addCondition(page, "aws:PrincipalTag/x509SAN/URI", "spiffe://example.org/web");
    await look(page, "role-create-certificate");
    await finish(page, "workload");
    await wizard(page, "custom");
    await look(page, "role-create-custom");
    await writeTrust(page, { Service: "backup.example.com" });
    await finish(page, "own");
    await page.goto(`${base}/console/create-role`);
    await page.getByRole("radio", { name: /^Account/ }).check();
    await page.waitForURL(`${base}/console/create-role?entity=account`);
    await page.getByRole("checkbox", { name: "Require MFA" }).check();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("dialog").getByText("Changes that you have not saved are lost.").waitFor();
    await press(page.getByRole("dialog"), "Leave");
    await page.waitForURL(`${base}/console/roles`);
    return {};
  },

  async detail(browser) {
    const page = await signedIn(browser, "ada", "/roles/operator");
    await heading(page, "Summary").waitFor();
    const link = await page.getByText(/\/switchrole\?/).innerText();
    await press(page, "Edit");
    const dialog = page.getByRole("dialog");
    await field(dialog, "Description - optional").fill("Operates");
    await choose(page, /^Maximum session duration/, "Custom duration");
    await field(dialog, "Duration in minutes").fill("90");
    await look(page, "role-edit");
    await press(dialog, "Save changes");
    await page.getByText("1 hour 30 minutes").waitFor();
    await page.getByRole("tab", { name: "Trust relationships" }).click();
    await page.waitForURL(`${base}/console/roles/operator?tab=trust`);
    await page.getByText(`Users and roles of account ${given.account} whose own policies allow it`).waitFor();
    await page.getByRole("link", { name: "Edit trust policy" }).click();
    await heading(page, "Edit trust policy").waitFor();
    await writeTrust(page, { AWS: `arn:aws:iam::${given.account}:user/ada` });
    await page.getByText(`User ada of account ${given.account}`).waitFor();
    await look(page, "role-edit-trust");
    await press(page, "Update policy");
    await page.waitForURL(`${base}/console/roles/operator?tab=trust`);
    await page.getByText(`User ada of account ${given.account}`).waitFor();
    await page.getByRole("tab", { name: "Instance profiles" }).click();
    await press(page, "Add to instance profile");
    await page.getByRole("radio", { name: /^Use an instance profile/ }).check();
    await choose(page, "Instance profile", "spare");
    await look(page, "role-add-profile");
    await press(dialog, "Add role");
    await page.getByText("Role added to instance profile spare.").waitFor();
    await press(page, "Add to instance profile");
    await press(dialog, "Add role");
    await page.getByText("Role added to instance profile operator.").waitFor();
    await page.getByRole("radio", { name: "Select operator" }).check();
    await look(page, "role-profiles");
    await press(page.getByRole("main").getByRole("tabpanel"), "Delete");
    await press(dialog, "Delete");
    await page.getByText("Instance profile operator deleted.").waitFor();
    await page.getByRole("tab", { name: "Revoke sessions" }).click();
    await page.getByText("No sessions of this role have been revoked.").waitFor();
    await press(page, "Revoke active sessions");
    await dialog.getByRole("checkbox").check();
    await look(page, "role-revoke");
    await press(dialog, "Revoke active sessions");
    await page.getByText("The sessions of operator are revoked.").waitFor();
    await page.getByText("Revoked: sessions that began before").waitFor();
    await look(page, "role-sessions");
    await page.goto(`${base}/console/roles/shared?tab=trust`);
    await page.getByText("The policy names somebody who is deleted").waitFor();
    await look(page, "role-trust-deleted");
    return { link };
  },
});
