// An administrator gives permissions to users and groups, and takes them away.
import { base, field, heading, look, play, press, signedIn } from "../stage.mjs";

const row = (page, name) => page.getByRole("row", { name: new RegExp(`\\b${name}\\b`) });

await play({
  async user(browser) {
    const page = await signedIn(browser, "ada", "/users");
    await page.getByRole("link", { name: "alice", exact: true }).click();
    await page.waitForURL(`${base}/console/users/alice`);
    await heading(page, "Permissions policies (4)").waitFor();
    await press(page, "Permissions of notes");
    await page.getByRole("region", { name: "Policy notes" }).waitFor();
    await look(page, "user-permissions");
    return {};
  },
});
