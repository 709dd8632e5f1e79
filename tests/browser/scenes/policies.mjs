// Somebody writes, looks at, attaches, changes and deletes managed policies.
import { base, field, heading, look, play, press, signedIn } from "../stage.mjs";

/** Put *text* in the place of what the editor holds, as if it was pasted. */
async function write(page, text) {
  await page.getByRole("region", { name: "Policy document" }).click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(text);
}

const statement = (action, resource) => JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: resource }] }, null, 2);

await play({
  async create(browser) {
    const page = await signedIn(browser, "ada", "/policies/create");
    await heading(page, "Policy editor").waitFor();
    await page.getByRole("tab", { name: "Suggestions (2)" }).waitFor();
    await look(page, "policy-create-template");
    await write(page, '{\n  "Version": "2012-10-17",\n  "Statement": [\n    {"Effect": "Allow", "Action": "iam:PasRole", "Resource": "*"},\n    {"Effect": "Allow", "Action": "*", "Resource": "*"}\n  ]\n}');
    await page.getByRole("tab", { name: "Errors (1)" }).waitFor();
    await look(page, "policy-create-errors");
    await press(page, "Next");
    await page.getByText("Mend the errors in the policy document to go on.", { exact: true }).waitFor();
    await page.getByRole("tab", { name: "Errors (1)" }).click();
    await page.getByRole("button", { name: /^Go to Ln 4/ }).click();
    await page.getByText("JSON · Ln 4, Col").waitFor();
    await page.getByRole("button", { name: "Learn more about INVALID_ACTION" }).click();
    await page.getByText("An entry is neither").waitFor();
    await look(page, "policy-create-learn-more");
    await page.getByRole("button", { name: /close help|close tools/i }).click();
    await write(page, "{ nothing");
    await page.getByRole("tab", { name: "Errors (1)" }).waitFor();
    await look(page, "policy-create-not-json");
    await write(page, statement("s3:GetObject", "arn:aws:s3:::reports/*"));
    await page.getByRole("tab", { name: "Errors (0)" }).waitFor();
    await press(page, "Next");
    await field(page, "Policy name").fill("read reports");
    await press(page, "Create policy");
    await page.getByText("Enter a name of 1 to 128").waitFor();
    await field(page, "Policy name").fill("read-reports");
    await look(page, "policy-create-review");
    await press(page, "Create policy");
    await page.getByText("Policy read-reports created.").waitFor();
    return { place: page.url() };
  },
});
