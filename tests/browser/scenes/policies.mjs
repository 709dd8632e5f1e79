// Somebody writes, looks at, attaches, changes and deletes managed policies.
import { ask, base, field, given, heading, look, play, press, signedIn, writePolicy } from "../stage.mjs";

async function narrow(page, label, option) {
  await page.getByRole("button", { name: new RegExp(`^${label}`) }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

const statement = (action, resource) => JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: resource }] }, null, 2);

await play({
  async create(browser) {
    const page = await signedIn(browser, "ada", "/policies/create");
    await heading(page, "Policy editor").waitFor();
    await look(page, "policy-create-visual");
    await page.getByText("JSON", { exact: true }).click();
    await page.waitForURL(/editor=json/);
    await page.getByRole("tab", { name: "Errors (2)" }).waitFor();
    await writePolicy(page, '{\n  "Version": "2012-10-17",\n  "Statement": [\n    {"Effect": "Allow", "Action": "iam:PasRole", "Resource": "*"},\n    {"Effect": "Allow", "Action": "*", "Resource": "*"}\n  ]\n}');
    await page.getByRole("tab", { name: "Errors (1)" }).waitFor();
    await look(page, "policy-create-errors");
    await press(page, "Next");
    await page.getByText("Mend the errors in the policy document to go on.", { exact: true }).waitFor();
    await page.getByRole("tab", { name: "Errors (1)" }).click();
    await page.getByText("Visual", { exact: true }).click();
    await page.waitForURL(/editor=visual/);
    await heading(page, "Permissions 2: All services").waitFor();
    await page.getByRole("button", { name: /^Go to Ln 4/ }).click();
    await page.waitForURL(/editor=json/);
    await page.getByText("JSON · Ln 4, Col").waitFor();
    await page.getByRole("button", { name: "Learn more about INVALID_ACTION" }).click();
    await page.getByText("An entry is neither").waitFor();
    await look(page, "policy-create-learn-more");
    await page.getByRole("button", { name: /close help|close tools/i }).click();
    await writePolicy(page, "{ nothing");
    await page.getByText("JSON_SYNTAX_ERROR").waitFor();
    await look(page, "policy-create-not-json");
    await writePolicy(page, statement("s3:GetObject", "arn:aws:s3:::reports/*"));
    await page.getByRole("tab", { name: "Errors (0)" }).waitFor();
    await press(page, "Actions");
    await page.getByRole("menuitem", { name: "Import policy" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByPlaceholder("Find policies").fill("IAMUserChangePassword");
    await dialog.getByRole("radio", { name: "Select IAMUserChangePassword" }).check();
    await look(page, "policy-create-import");
    await press(dialog, "Import policy");
    await dialog.waitFor({ state: "detached" });
    await press(page, "Actions");
    await page.getByRole("menuitem", { name: "Generate template for infrastructure as code" }).click();
    await dialog.getByText('resource "aws_iam_policy" "my_policy"').waitFor();
    await look(page, "policy-create-template-of-code");
    const [file] = await Promise.all([page.waitForEvent("download"), press(dialog, "Download")]);
    await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
    await press(page, "Next");
    await field(page, "Policy name").fill("read reports");
    await press(page, "Create policy");
    await page.getByText("Enter a name of 1 to 128").waitFor();
    await field(page, "Policy name").fill("read-reports");
    await look(page, "policy-create-review");
    await press(page, "Create policy");
    await page.getByText("Policy read-reports created.").first().waitFor();
    return { place: page.url(), file: file.suggestedFilename() };
  },

  async list(browser) {
    const page = await signedIn(browser, "ada", "/policies");
    await page.getByRole("heading", { name: /^Policies \(\d{4}\)/ }).waitFor();
    await look(page, "policies");
    await narrow(page, "Filter by type", "Customer managed");
    await page.waitForURL(`${base}/console/policies?type=customer`);
    await narrow(page, "Filter by use", "Used as boundary");
    await page.getByText("No matches").waitFor();
    await look(page, "policies-no-matches");
    await press(page, "Clear filter");
    await page.getByPlaceholder("Find policies").fill("team-");
    await page.getByText("2 matches").first().waitFor();
    await page.getByRole("radio", { name: "Select team-a" }).check();
    await press(page, "Actions");
    await page.getByRole("menuitem", { name: "Attach" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("checkbox", { name: "Select bob" }).check();
    await dialog.getByRole("checkbox", { name: "Select crew" }).check();
    await look(page, "policies-attach");
    await press(dialog, "Attach policy");
    await page.getByText("Policy team-a attached to 2 entities.").first().waitFor();
    await page.getByRole("radio", { name: "Select team-a" }).check();
    await press(page, "Actions");
    await page.getByRole("menuitem", { name: "Detach" }).click();
    await dialog.getByRole("checkbox", { name: "Select crew" }).check();
    await look(page, "policies-detach");
    await press(dialog, "Detach policy");
    await page.getByText("Policy team-a detached from 1 entity.").first().waitFor();
    await page.getByRole("radio", { name: "Select team-b" }).check();
    await press(page, "Actions");
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await dialog.getByText("The policy is in use").waitFor();
    await dialog.getByRole("textbox", { name: /To confirm/ }).fill("team-b");
    await look(page, "policies-delete");
    await press(dialog, "Detach from all and delete");
    await page.getByText("Policy team-b deleted.").first().waitFor();
    return {};
  },

  async page(browser) {
    const page = await signedIn(browser, "ada", `/policies/${encodeURIComponent(given.arn)}`);
    await heading(page, "changing").waitFor();
    await page.getByText("Allow (1 of").waitFor();
    await look(page, "policy");
    await page.getByText("JSON", { exact: true }).click();
    await page.waitForURL(/view=json/);
    await page.getByText('"Action": "s3:DeleteObject"').waitFor();
    await look(page, "policy-json");
    await page.getByRole("tab", { name: "Entities attached" }).click();
    await press(page, "Attach as a permissions boundary");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("checkbox", { name: "Select ben" }).check();
    await press(dialog, "Attach policy");
    await page.getByText("Policy changing attached to 1 entity.").first().waitFor();
    await look(page, "policy-entities");
    await page.getByRole("tab", { name: "Tags" }).click();
    await page.getByText("No tags", { exact: true }).waitFor();
    await page.getByRole("tab", { name: "Last accessed" }).click();
    await page.getByRole("heading", { name: /^Allowed services \(1\)/ }).waitFor();
    await look(page, "policy-last-accessed");
    await page.getByRole("tab", { name: "Policy versions" }).click();
    await page.getByRole("checkbox", { name: "Select v1" }).check();
    await page.getByRole("checkbox", { name: "Select v3" }).check();
    await press(page, "Compare");
    await page.getByText("From v1 to v3: 1 line added (+), 1 line removed (-).").waitFor();
    await page.waitForURL(/tab=versions&compare=v1\.\.v3/);
    await page.reload();
    await page.getByText("From v1 to v3: 1 line added (+), 1 line removed (-).").waitFor();
    await press(page, "Document of v2");
    await look(page, "policy-versions");
    await page.getByRole("checkbox", { name: "Select v2" }).check();
    await press(page, "Set as default");
    await look(page, "policy-set-default");
    await press(dialog, "Set as default");
    await page.getByText("Version v2 is now the default of changing.").first().waitFor();
    await page.getByRole("checkbox", { name: "Select v1" }).check();
    await page.getByRole("button", { name: "Delete", exact: true }).last().click();
    await press(dialog, "Delete");
    await page.getByText("Version v1 of changing deleted.").first().waitFor();
    return {};
  },

  /** Somebody else saves while a policy is being edited: that is told, and nothing of theirs is lost unseen. */
  async overtaken(browser) {
    const page = await signedIn(browser, "ada", `/policies/${encodeURIComponent(given.arn)}/edit?editor=json`);
    await writePolicy(page, statement("s3:PutObject", "*"));
    await page.getByRole("tab", { name: "Errors (0)" }).waitFor();
    await press(page, "Next");
    await heading(page, "Changes").waitFor();
    await ask("somebody else saves");
    await press(page, "Save changes");
    await page.getByText("v2 is the default version by now").waitFor();
    await look(page, "policy-edit-overtaken");
    const [versions] = await ask("versions");
    await press(page, "Save changes");
    await page.getByText("saved as version v3, the default").waitFor();
    return { versions };
  },

  async edit(browser) {
    const page = await signedIn(browser, "ada", `/policies/${encodeURIComponent(given.arn)}`);
    await page.getByRole("link", { name: "Edit", exact: true }).click();
    await heading(page, "Modify permissions in full").waitFor();
    await writePolicy(page, statement("s3:PutObject", "*"));
    await page.getByRole("link", { name: "Policies" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Changes that you have not saved are lost.").waitFor();
    await press(dialog, "Stay");
    await press(page, "Next");
    await page.getByText(/^From v5 to the new version/).waitFor();
    await look(page, "policy-edit-review");
    await press(page, "Save changes");
    await dialog.getByText("Version to delete").waitFor();
    await look(page, "policy-edit-full");
    await press(dialog, "Delete version and save");
    await page.getByText("Policy full saved as version v6, the default.").first().waitFor();
    return {};
  },

  async aws(browser) {
    const page = await signedIn(browser, "ada", `/policies/${encodeURIComponent("arn:aws:iam::aws:policy/ReadOnlyAccess")}`);
    await heading(page, "ReadOnlyAccess").waitFor();
    await look(page, "policy-aws");
    await page.getByRole("tab", { name: "Policy versions" }).click();
    await page.getByText("AWS keeps the versions of its policies.").waitFor();
    await look(page, "policy-aws-versions");
    const tags = await page.getByRole("tab", { name: "Tags" }).count();
    return { tags, deletes: await page.getByRole("button", { name: "Delete" }).count(), edits: await page.getByRole("link", { name: "Edit", exact: true }).count() };
  },

  async statement(browser) {
    const page = await signedIn(browser, "ada", "/policies/create?editor=json");
    const two = { Version: "2012-10-17", Statement: ["s3:GetObject", "iam:GetUser"].map((Action) => ({ Effect: "Allow", Action, Resource: "*" })) };
    await writePolicy(page, JSON.stringify(two, null, 2));
    await press(page, "Edit statement");
    await page.getByText("Put the cursor into a statement").waitFor();
    await page.getByText('"s3:GetObject"').click({ force: true });
    await heading(page, "Permissions 1: Amazon S3").waitFor();
    await page.getByText('"iam:GetUser"').click({ force: true });
    await heading(page, "Permissions 2: AWS Identity and Access Management").waitFor();
    await look(page, "policy-statement-panel");
    await page.getByText("Deny", { exact: true }).click();
    await page.getByText('"Deny"').waitFor();
    await press(page, "Add new statement");
    await heading(page, "Permissions 3: Choose a service").waitFor();
    await press(page, "Remove permissions 3");
    await page.getByText("Put the cursor into a statement").waitFor();
    await press(page, "Next");
    await field(page, "Policy name").fill("by-panel");
    await press(page, "Create policy");
    await page.getByText("Policy by-panel created.").first().waitFor();
    return {};
  },

  async refused(browser) {
    const page = await signedIn(browser, "lena", "/policies/create?editor=json");
    await page.getByText("You need permission: access-analyzer:ValidatePolicy").waitFor();
    await look(page, "policy-create-unchecked");
    await press(page, "Next");
    await field(page, "Policy name").fill("empty");
    await press(page, "Create policy");
    await page.getByText("MalformedPolicyDocument").waitFor();
    await look(page, "policy-create-refused");
    return {};
  },
});
