// The reports of the console, and its tools that explain and try decisions.
import { account, ask, base, choose, field, given, heading, look, play, press, signedIn } from "../stage.mjs";

/** Press what saves a file, and return its name and what is in it. */
async function saved(page, button) {
  const waiting = page.waitForEvent("download");
  await press(page, button);
  const download = await waiting;
  const pieces = await (await download.createReadStream()).toArray();
  return { name: download.suggestedFilename(), text: Buffer.concat(pieces).toString() };
}

/** Choose *option* of a filter called *label*, which has no label to be seen. */
async function pick(page, label, option) {
  await page.getByRole("button", { name: new RegExp(`^${label} `) }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

await play({
  async credentialReport(browser) {
    const page = await signedIn(browser, "ada", "/credential-report");
    await heading(page, "Credential report (5)").waitFor();
    await look(page, "credential-report");
    const report = await saved(page, "Download report");
    await pick(page, "Show", "Password and no MFA");
    await page.waitForURL(/show=withoutMfa/);
    await heading(page, "Credential report (2)").waitFor();
    await page.reload();
    await heading(page, "Credential report (2)").waitFor();
    await page.getByPlaceholder("Find credentials").fill("nobody");
    await page.getByText("No matches").waitFor();
    return report;
  },

  async activity(browser) {
    const page = await signedIn(browser, "ada", "/activity");
    await page.getByText("CreateUser", { exact: true }).first().waitFor();
    await look(page, "activity");
    await pick(page, "Lookup attribute", "Event name");
    await page.getByRole("searchbox", { name: "Event name" }).fill("ListUsers");
    await page.keyboard.press("Enter");
    await page.waitForURL(/value=ListUsers/);
    await pick(page, "Outcome", "Denied");
    await press(page, "Open ListUsers");
    await page.getByText("Event record").first().waitFor();
    await page.waitForURL(/event=/);
    await page.reload();
    await heading(page, "ListUsers").waitFor();
    await look(page, "activity-event");
    await press(page, "Close panel");
    const exported = await saved(page, "Export loaded events");
    await page.getByRole("searchbox", { name: "Event name" }).fill("NoSuchCall");
    await page.keyboard.press("Enter");
    await page.getByText("No matches").waitFor();
    await look(page, "activity-empty");
    return exported;
  },

  async explainEvent(browser) {
    const page = await signedIn(browser, "ada", `/activity?attribute=EventName&value=ListUsers&outcome=denied`);
    await press(page, "Open ListUsers");
    await page.getByRole("link", { name: "Explain", exact: true }).click();
    await page.waitForURL(/explain\?event=/);
    await page.getByText("No statement allows iam:ListUsers at all.").waitFor();
    await page.getByText("Identity-based policies: does not allow").waitFor();
    await look(page, "explain-event");
    return {};
  },

  async explainMessage(browser) {
    const page = await signedIn(browser, "ada", "/explain");
    await look(page, "explain");
    await page.getByRole("textbox", { name: "Message" }).fill("nonsense");
    await press(page, "Explain");
    await page.getByText("This is no access-denied message").waitFor();
    await page.getByRole("textbox", { name: "Message" }).fill(given.message);
    await press(page, "Explain");
    await page.getByText("Denied (explicitly)").first().waitFor();
    await heading(page, "Near misses").waitFor();
    await look(page, "explain-message");
    await page.getByRole("textbox", { name: "Message" }).fill(given.encoded);
    await press(page, "Explain");
    await page.getByText("Principal name").waitFor();
    await heading(page, "Near misses").waitFor();
    await look(page, "explain-encoded");
    return {};
  },

  async explainRole(browser) {
    const page = await signedIn(browser, "ada", `/explain?principal=${given.principal}&action=sts:AssumeRole&resource=${given.role}`);
    await page.getByText("Role trust policy: does not allow").waitFor();
    await page.getByText("The role does not trust the principal").waitFor();
    await page.getByText("Role trust policy, statement 1").waitFor();
    await look(page, "explain-role");
    await page.getByRole("link", { name: "Open in policy simulator" }).click();
    await page.getByRole("checkbox", { name: "Count own" }).waitFor();
    return { actions: await page.getByRole("button", { name: "Remove sts:AssumeRole" }).count() };
  },

  async simulator(browser) {
    const page = await signedIn(browser, "ada", "/simulator");
    await page.getByLabel("User name").fill("mira");
    await page.getByRole("option", { name: "mira" }).first().click();
    await page.waitForURL(/name=mira/);
    await field(page, "Service").click();
    await page.getByPlaceholder("Find services").fill("s3");
    await page.getByRole("option").filter({ hasText: /s3$/ }).first().click();
    await field(page, "Actions").click();
    await page.getByPlaceholder("Find actions").fill("GetObject");
    await page.getByRole("option", { name: "GetObject" }).first().click();
    await page.keyboard.press("Escape");
    for (const action of ["s3:PutObject", "s3:DeleteObject"]) {
      await page.getByLabel("Another action - optional").fill(action);
      await press(page, "Add action");
    }
    await page.getByLabel("Resources - optional").fill("arn:aws:s3:::vault/letter\narn:aws:s3:::vault/seal/ring");
    await press(page, "Run simulation");
    await page.getByText("Denied (implicitly): 2").waitFor();
    await press(page, "Details of s3:GetObject");
    await look(page, "simulator");
    await page.getByRole("checkbox", { name: "Count own" }).uncheck();
    await press(page, "Run simulation");
    await page.getByText("Denied (implicitly): 3").waitFor();
    await page.getByRole("checkbox", { name: "Count own" }).check();
    await press(page, "Document of own");
    await page.getByRole("region", { name: "Document of own" }).click();
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(given.document);
    await page.getByText("Changed here").waitFor();
    await press(page, "Run simulation");
    await page.getByText("Allowed: 3").waitFor();
    await look(page, "simulator-changed");
    await ask("somebody else saves");
    await press(page, "Save policy of own");
    await press(page.getByRole("dialog"), "Save");
    await page.getByText("Somebody has saved this policy meanwhile").waitFor();
    await look(page, "simulator-overtaken");
    await ask("nothing is lost yet");
    await press(page.getByRole("dialog"), "Save");
    await page.getByText("Policy own saved.").waitFor();
    await press(page, "Select all");
    await press(page, "Run simulation");
    await page.getByText(/^Allowed: [1-9]\d/).waitFor();
    return {};
  },

  async pasted(browser) {
    const page = await signedIn(browser, "ada", "/simulator?kind=pasted&actions=s3:GetObject");
    const write = async (label, text) => {
      await page.getByRole("region", { name: label }).click();
      await page.keyboard.press("Control+A");
      await page.keyboard.insertText(text);
    };
    await press(page, "Paste a policy");
    await write("Document of Pasted policy 1", given.policy);
    await page.getByRole("checkbox", { name: "Service control policy" }).check();
    await press(page, "Run simulation");
    await page.getByText("Allowed: 1").waitFor();
    await choose(page, "Permissions boundary", "Another policy");
    await write("Permissions boundary", given.boundary);
    await press(page, "Run simulation");
    await page.getByText("Denied (implicitly): 1").waitFor();
    await press(page, "Details of s3:GetObject");
    await page.getByText("Does not allow").waitFor();
    await look(page, "simulator-pasted");
    // What was pasted is lost with the page: somebody is asked first.
    await page.getByRole("link", { name: "Quotas", exact: true }).click();
    await heading(page, "Leave page?").waitFor();
    await press(page.getByRole("dialog"), "Leave");
    await heading(page, "Of the account").waitFor();
    return {};
  },

  async denied(browser) {
    const page = await signedIn(browser, "mira", "/credential-report");
    await page.getByText("You need permission: iam:GenerateCredentialReport").waitFor();
    await look(page, "credential-report-denied");
    await page.getByRole("link", { name: "Explain", exact: true }).click();
    await page.getByText("You need permission: iam:SimulatePrincipalPolicy").waitFor();
    await page.getByText("Identity-based policies: does not allow").waitFor();
    await look(page, "explain-denied");
    await page.goto(`${base}/console/activity`);
    await page.getByText("You need permission: cloudtrail:LookupEvents").waitFor();
    await look(page, "activity-denied");
    await page.goto(`${base}/console/simulator?name=mira&actions=s3:GetObject`);
    await page.getByText("You need permission: iam:GetUser").first().waitFor();
    await look(page, "simulator-denied");
    // An ARN needs nothing to be read: what is refused is the simulation itself.
    await page.goto(`${base}/console/simulator?name=arn:aws:iam::${account}:user/mira&actions=s3:GetObject`);
    await press(page, "Run simulation");
    await page.getByText("You need permission: iam:SimulatePrincipalPolicy").waitFor();
    await page.goto(`${base}/console/quotas`);
    await page.getByText("You need permission: iam:GetAccountSummary").waitFor();
    return {};
  },

  async dashboard(browser) {
    const page = await signedIn(browser, "ada", "");
    await page.getByText("may do everything other than by a group").waitFor();
    await page.getByText("have policies of their own").waitFor();
    await page.getByText("iam:ListUsers", { exact: true }).waitFor();
    await look(page, "dashboard-reports");
    await page.getByRole("link", { name: "View all quotas" }).click();
    await heading(page, "Of each user, group, role and policy").waitFor();
    await look(page, "quotas");
    return {};
  },
});
