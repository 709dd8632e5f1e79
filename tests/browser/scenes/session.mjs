// A session comes near its end, and ends: told in time, and without losing the place.
import { account, ask, base, field, look, play, press, signedIn } from "../stage.mjs";

await play({
  async near(browser) {
    const page = await signedIn(browser, "ada", "/users", { prepare: (page) => page.clock.install() });
    await page.getByRole("heading", { name: "Users (1)" }).waitFor();
    await page.clock.fastForward("11:56:00");
    await page.getByRole("dialog", { name: "Your session is about to end" }).waitFor();
    await look(page, "session-near");
    await press(page, "Go on until then");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.clock.fastForward("00:05:00");
    await page.getByRole("dialog", { name: "Your session has ended" }).waitFor();
  },

  async over(browser) {
    const page = await signedIn(browser, "ada", "/users?filter=a");
    await page.getByText("1 match", { exact: true }).first().waitFor();
    await ask("the session ends");
    await press(page, "Refresh users");
    await page.getByRole("dialog", { name: "Your session has ended" }).waitFor();
    await look(page, "session-over");
    await page.getByRole("dialog").getByRole("button", { name: "Sign in again" }).last().click();
    await page.waitForURL(`${base}/signin?destination=${encodeURIComponent("/console/users?filter=a")}`);
    await field(page, "Account ID or alias").fill(account);
    return { place: page.url() };
  },

  /** Two tabs of one browser: what one becomes, the other does not do under the old name. */
  async other(browser) {
    const page = await signedIn(browser, "ada", "/users");
    await page.getByRole("heading", { name: "Users (1)" }).waitFor();
    const tab = await page.context().newPage();
    await tab.goto(`${base}/console/switch-role?account=${account}&roleName=operator`);
    await tab.getByRole("main").getByRole("button", { name: "Switch role", exact: true }).click();
    await tab.getByRole("button", { name: /^operator @ / }).waitFor();
    await page.clock.install({ time: Date.now() + 14 * 60_000 }); // the credentials have to be renewed
    await press(page, "Refresh users");
    await page.getByRole("dialog", { name: "Your session has ended" }).waitFor();
    return {};
  },
});
