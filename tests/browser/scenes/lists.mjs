// How long lists take, seen from the browser: from the start of a cold load to the first row, and from a key that was
// pressed in the filter until the browser has painted what follows from it.
import { account, base, given, play, settled, signIn, watched } from "../stage.mjs";

const PAGES = { users: "user-", roles: "role-", policies: "policy-" };
/** Twice to warm up what is loaded and compiled once. */
const ROUNDS = 5;

/** Note the longest time from a key to the paint after it. What is below the browser's own 16 ms is told as 16. */
const watchKeys = () => {
  window.longestKey = 16;
  const note = (list) => {
    for (const { name, duration } of list.getEntries()) {
      if (/^(key|input|beforeinput)/.test(name)) window.longestKey = Math.max(window.longestKey, duration);
    }
  };
  new PerformanceObserver(note).observe({ type: "event", durationThreshold: 16 });
};

async function measured(page, name, prefix) {
  const start = performance.now();
  await page.goto(`${base}/console/${name}`);
  await page.getByRole("checkbox", { name: /^Select (?!all)/ }).or(page.getByRole("radio", { name: /^Select / })).first().waitFor();
  const rows = performance.now() - start;
  await settled(page);
  await page.evaluate(watchKeys);
  const filter = page.getByPlaceholder(`Find ${name}`);
  await filter.click();
  for (const key of `${prefix}0007`) await filter.press(key);
  for (let n = 0; n < 4; n++) await filter.press("Backspace");
  await settled(page);
  return { rows, key: await page.evaluate(() => window.longestKey) };
}

await play({
  async measure(browser) {
    const page = await watched(browser);
    await page.goto(`${base}/signin?account=${account}`);
    await signIn(page, "ada");
    await page.waitForURL(`${base}/console`);
    await settled(page);
    const told = {};
    for (const name of given.pages.split(",")) {
      told[name] = [];
      for (let n = 0; n < ROUNDS; n++) told[name].push(await measured(page, name, PAGES[name]));
    }
    return told;
  },
});
