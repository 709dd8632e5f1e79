// An administrator gives permissions to users and groups, and takes them away.
import { base, field, heading, look, play, press, signedIn, writePolicy } from "../stage.mjs";

const tick = (part, name) => part.getByRole("checkbox", { name: `Select ${name}`, exact: true }).check();
const tab = (page, name) => page.getByRole("tab", { name }).click();
const dialog = (page) => page.getByRole("dialog");

/** Choose *item* of the button menu *name*. */
async function pick(page, name, item) {
  await press(page, name);
  await page.getByRole("menuitem", { name: item }).click();
}

/** Find and tick a policy. */
async function tickPolicy(part, name) {
  await part.getByPlaceholder("Find policies").last().fill(name);
  await tick(part, name);
}

await play({
  async inline(browser) {
    const page = await signedIn(browser, "ada", "/users");
    await page.getByRole("link", { name: "alice", exact: true }).click();
    await page.waitForURL(`${base}/console/users/alice`);
    await heading(page, "Permissions policies (4)").waitFor();
    await press(page, "Permissions of notes");
    await page.getByRole("region", { name: "Policy notes" }).waitFor();
    await press(page, "Permissions of buckets");
    await page.getByLabel("View of policy buckets").getByRole("button", { name: "Summary" }).click();
    await heading(page, /Allow/).waitFor();
    await look(page, "user-permissions");

    await pick(page, "Add permissions", "Create inline policy");
    await page.waitForURL(`${base}/console/users/alice/inline-policies/create`);
    await press(page, "Create policy");
    await page.getByText("Enter a name.").waitFor();
    await writePolicy(page, "{ nothing");
    await page.getByText("Mend the errors of the policy document.").first().waitFor();
    await look(page, "inline-policy-create");
    await writePolicy(page, JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sqs:*", Resource: "*" } }));
    await page.getByRole("tab", { name: "Errors (0)" }).waitFor();
    await field(page, "Policy name").fill("queues");
    await press(page, "Create policy");
    await page.getByText("Policy queues created.").waitFor();
    await heading(page, "Permissions policies (5)").waitFor();
    return {};
  },

  async grants(browser) {
    const page = await signedIn(browser, "ada", "/users/alice");
    await heading(page, "Permissions policies (5)").waitFor();
    await pick(page, "Add permissions", "Add permissions");
    await heading(page, "User groups (1)").waitFor();
    await look(page, "add-permissions");
    await press(page, "Next");
    await page.getByText("Choose a group, a user, a policy or a boundary.").first().waitFor();
    await page.getByRole("radio", { name: "Attach policies directly" }).check();
    await tickPolicy(page, "AmazonSQSFullAccess");
    await press(page, "Next");
    await heading(page, "Permissions summary (1)").waitFor();
    await look(page, "add-permissions-review");
    await press(page, "Add permissions");
    await page.getByText("Permissions added to alice.").waitFor();
    await heading(page, "Permissions policies (6)").waitFor();

    await tick(page, "notes");
    await tick(page, "buckets");
    await press(page, "Remove");
    await dialog(page).getByText("alice leaves the group developers").waitFor();
    await look(page, "remove-permissions");
    await dialog(page).getByRole("button", { name: "Remove", exact: true }).click();
    await heading(page, "Permissions policies (3)").waitFor();
    await press(page, "Set boundary");
    const set = dialog(page);
    await set.getByPlaceholder("Find policies").fill("PowerUserAccess");
    await set.getByRole("radio", { name: "Select PowerUserAccess" }).check();
    await look(page, "set-boundary");
    await press(set, "Set boundary");
    await page.getByText("Permissions boundary of alice set.").waitFor();
    return {};
  },

  async copy(browser) {
    const page = await signedIn(browser, "ada", "/users/dave/permissions/add");
    await press(page, "Create group");
    await field(dialog(page), "User group name").fill("temporary");
    await look(page, "create-group-dialog");
    await press(dialog(page), "Create user group");
    await page.getByText("User group temporary created.").waitFor();
    await page.getByRole("checkbox", { name: "Select temporary", checked: true }).waitFor();
    await page.getByRole("radio", { name: "Copy permissions" }).check();
    await page.getByRole("radio", { name: "Select erin" }).check();
    await look(page, "add-permissions-copy");
    await press(page, "Next");
    await heading(page, "Permissions summary (4)").waitFor();
    await press(page, "Add permissions");
    await page.getByText("Permissions added to dave.").waitFor();
    return {};
  },

  async user(browser) {
    const page = await signedIn(browser, "ada", "/users/bob?tab=groups");
    await page.getByText("This user is in no group.").waitFor();
    await page.getByRole("button", { name: "Add user to groups" }).first().click();
    await heading(dialog(page), "Other groups (2)").waitFor();
    await tick(dialog(page), "operators");
    await look(page, "user-add-to-groups");
    await press(dialog(page), "Add to groups");
    await page.getByText("bob added to operators.").waitFor();
    await look(page, "user-groups");

    await tab(page, "Tags");
    await page.waitForURL(`${base}/console/users/bob?tab=tags`);
    await page.getByText("This user has no tags.").waitFor();
    await page.getByRole("button", { name: "Manage tags" }).first().click();
    await press(page, "Add new tag");
    await page.getByPlaceholder("Enter key").fill("team");
    await page.getByPlaceholder("Enter value").fill("blue");
    await page.keyboard.press("Escape");
    await look(page, "user-tags-edit");
    await press(page, "Save changes");
    await page.getByText("Tags saved.").waitFor();
    await page.reload();
    await heading(page, "Tags (1)").waitFor();
    await look(page, "user-tags");

    await press(page, "Edit");
    await field(dialog(page), "User name").fill("robert");
    await dialog(page).getByText("watch, managed policy").waitFor();
    await look(page, "user-edit");
    await press(dialog(page), "Save changes");
    await page.waitForURL(`${base}/console/users/robert`);
    await page.getByText("bob is now called robert.").waitFor();
    return {};
  },

  async lastAccessed(browser) {
    const page = await signedIn(browser, "ada", "/users/ada?tab=last-accessed");
    await page.getByText("Report generated: 20").waitFor();
    await page.getByPlaceholder("Find services").fill("(iam)");
    await page.getByText("1 match", { exact: true }).first().waitFor();
    await page.getByRole("link", { name: "own (inline)" }).waitFor();
    await look(page, "last-accessed");
    await page.getByRole("link", { name: "AWS Identity and Access Management (IAM) (iam)" }).click();
    await page.waitForURL(`${base}/console/users/ada?tab=last-accessed&service=iam`);
    await heading(page, /^Actions \(/).waitFor();
    await page.reload();
    await heading(page, /^Actions \(/).waitFor();
    await look(page, "last-accessed-service");
    await press(page, "Back to services");
    await page.getByRole("button", { name: "Filter by access" }).click();
    await page.getByRole("option", { name: "Services not accessed" }).click();
    await page.waitForURL(/show=not/);
    return { place: page.url() };
  },

  async denied(browser) {
    const page = await signedIn(browser, "mira", "/users/mira");
    await page.getByText("You need permission: iam:ListAttachedUserPolicies").waitFor();
    await look(page, "user-denied");
    await page.goto(`${base}/console/groups/developers`);
    await page.getByText("You need permission: iam:GetGroup").first().waitFor();
    await look(page, "group-denied");
    await page.goto(`${base}/console/users/nobody`);
    await page.getByText("You need permission: iam:GetUser").first().waitFor();
    return {};
  },

  async groups(browser) {
    const page = await signedIn(browser, "ada", "/groups");
    await heading(page, "User groups (2)").waitFor();
    await look(page, "groups");
    await page.getByRole("link", { name: "Create group" }).first().click();
    await page.waitForURL(`${base}/console/create-group`);
    await press(page, "Create user group");
    await page.getByText("Enter a name.").waitFor();
    await field(page, "User group name").fill("auditors");
    await tick(page, "carol");
    await tickPolicy(page, "SecurityAudit");
    await look(page, "group-create");
    await press(page, "Create user group");
    await page.getByText("User group auditors created.").waitFor();
    await page.getByRole("link", { name: "auditors", exact: true }).click();
    await heading(page, "Users in this group (1)").waitFor();
    await look(page, "group-users");
    await tick(page, "carol");
    await press(page, "Remove");
    await dialog(page).getByText("carol loses what only auditors allows.").waitFor();
    await press(dialog(page), "Remove");
    await page.getByText("Nobody is in this group.").waitFor();
    await page.getByRole("button", { name: "Add users" }).first().click();
    await tick(dialog(page), "carol");
    await press(dialog(page), "Add users");
    await page.getByText("carol added to auditors.").waitFor();
    await tab(page, "Permissions");
    await pick(page, "Add permissions", "Attach policies");
    await tickPolicy(dialog(page), "IAMReadOnlyAccess");
    await look(page, "group-attach");
    await press(dialog(page), "Attach policies");
    await page.getByText("1 policy attached to auditors.").waitFor();
    await page.goto(`${base}/console/groups`);
    await tick(page, "developers");
    await tick(page, "operators");
    await press(page, "Delete");
    await look(page, "groups-delete");
    await dialog(page).getByRole("textbox").fill("2 user groups");
    await press(dialog(page), "Delete");
    await page.getByText("2 user groups deleted.").waitFor();
    return {};
  },
});
