// Somebody writes a policy by forms, and reads what policies say in tables.
import { base, field, given, heading, look, play, press, settled, signedIn } from "../stage.mjs";

const tick = (page, name) => page.getByRole("checkbox", { name, exact: true }).click();

await play({
  async write(browser) {
    const page = await signedIn(browser, "ada", "/policies/create");
    await heading(page, "Policy editor").waitFor();
    await look(page, "visual-template");
    await page.getByRole("button", { name: /Service/ }).click();
    await page.getByPlaceholder("Find services").fill("Amazon S3");
    await page.getByRole("option", { name: /^Amazon S3\s*s3$/ }).click();
    await page.getByRole("button", { name: "Actions of level Read" }).click();
    await look(page, "visual-actions");
    await page.getByPlaceholder("Find actions").fill("GetObject");
    await tick(page, "GetObject");
    await page.getByPlaceholder("Find actions").fill("");
    await field(page, "Add actions by pattern").fill("s3:List*");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Add ARN of object" }).click();
    await field(page, "Bucket name").fill("reports");
    await look(page, "visual-arn");
    await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("Enter a value, or choose any.").waitFor();
    await tick(page, "Any object name");
    await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
    await tick(page, "Any bucket in this account");
    await tick(page, /^MFA required/);
    await press(page, "Add condition");
    await field(page, "Condition key").fill("PrincipalTag");
    await page.getByRole("option", { name: /aws:PrincipalTag/ }).click();
    await field(page, "Tag key").fill("team");
    await field(page, "Values").fill("blue\ngreen");
    await look(page, "visual-condition");
    await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
    await settled(page);
    await look(page, "visual-filled");
    await press(page, "JSON");
    await page.getByRole("region", { name: "Policy document" }).waitFor();
    await press(page, "Visual");
    await press(page, "Next");
    await field(page, "Policy name").fill("read-reports");
    await press(page, "Create policy");
    await page.getByText("Policy read-reports created.").waitFor();
    return { place: page.url() };
  },

  async change(browser) {
    const page = await signedIn(browser, "ada", `/policies/${encodeURIComponent(given.policy)}/edit?editor=visual`);
    await page.getByText("Permissions 1: JSON").waitFor();
    await page.getByText("Permissions 3: Amazon EC2").waitFor();
    await look(page, "visual-mixed");
    await page.getByRole("button", { name: "Clone permissions 3" }).click();
    await page.getByText("Permissions 4: Amazon EC2").waitFor();
    await page.getByRole("button", { name: "Remove permissions 4" }).click();
    await page.getByRole("radio", { name: "Deny" }).nth(1).check();
    await press(page, "Next");
    await page.getByRole("button", { name: /^Save/ }).click();
    await page.getByText(/saved as version/).first().waitFor();
    return {};
  },

  async read(browser) {
    const page = await signedIn(browser, "ada", `/policies/${encodeURIComponent(given.policy)}`);
    await page.getByText(/\(2 of \d+ services\)/).first().waitFor();
    await look(page, "summary-services");
    await tick(page, /^Show remaining/);
    await page.getByRole("table", { name: "Remaining services" }).waitFor();
    await tick(page, /^Show remaining/);
    await page.getByRole("table", { name: "Allow" }).getByRole("button", { name: "Amazon S3, actions" }).click();
    await heading(page, "Allowed actions of Amazon S3").waitFor();
    await look(page, "summary-actions");
    await page.getByPlaceholder("Find actions").fill("GetObject");
    await page.getByRole("button", { name: "GetObject, resources" }).click();
    await heading(page, "Allowed resources of s3:GetObject").waitFor();
    await page.getByRole("cell", { name: /^This account/ }).or(page.getByRole("cell", { name: "All accounts" })).first().waitFor();
    await look(page, "summary-resources");
    await press(page, "Services");
    await page.goto(`${base}/console/policies/${encodeURIComponent("arn:aws:iam::aws:policy/AdministratorAccess")}`);
    await page.getByText(/\((\d+) of \1 services\)/).first().waitFor();
    await look(page, "summary-administrator");
    return {};
  },
});
