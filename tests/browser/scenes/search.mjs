// The search box of the top bar: found by name and by ID, gone to by mouse and by keyboard.
import { base, given, heading, look, play, signedIn } from "../stage.mjs";

const box = (page) => page.getByRole("combobox", { name: /^Search pages/ });

await play({
  async everything(browser) {
    const page = await signedIn(browser, "ada", "");
    await heading(page, "Dashboard").first().waitFor();
    await page.keyboard.press("/");
    await box(page).fill("oper");
    for (const kind of ["Users", "User groups", "Roles", "Policies"]) await page.getByText(kind, { exact: true }).last().waitFor();
    await page.getByRole("option", { name: /^operator-role/ }).waitFor();
    await look(page, "search");
    await box(page).fill("operator-role");
    await page.getByRole("option", { name: /^operator-role/ }).click();
    await page.waitForURL(`${base}/console/roles/operator-role`);
    await box(page).fill(given.userId);
    await page.getByRole("option", { name: /^operator-user/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(`${base}/console/users/operator-user`);
    await box(page).fill("create ro");
    await page.getByRole("option", { name: "Create role", exact: true }).click();
    await page.waitForURL(`${base}/console/create-role`);
    return {};
  },

  async part(browser) {
    const page = await signedIn(browser, "part", "");
    await box(page).fill("oper");
    await page.getByRole("option", { name: /^operator-role/ }).waitFor();
    await page.getByText("Not searched, since they could not be read: users, user groups, policies").waitFor();
    await look(page, "search-refused");
    return {};
  },
});
