// Somebody at the console in headless Chromium. What may not happen on any page fails the scene: an error of a script,
// a breach of the content security policy, a request to elsewhere, a violation of WCAG 2.2 A or AA.
// A file of scenes ends with `await play({ async name(browser) { … } })`; what a scene returns is told to the test.
// `ask` asks the test for what only it can do or knows, such as to move the server's clock.
// Argument: JSON of {scene, base, account, chromium, artefacts, everywhere, …}. Packages are found in the working folder.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(`${process.cwd()}/`);
const { chromium } = require("playwright-core");
// The test's own script, by the debugger: the page's policy would not let it in.
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const given = JSON.parse(process.argv[2]);
export const { base, account, password } = given;

const HEIGHT = 900;
const WIDE = 1280;
const WIDTHS = given.everywhere ? [WIDE, 1920, 480] : [WIDE];
const THEMES = given.everywhere ? ["light", "dark"] : ["light"];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const wrong = [];
export const complain = (text) => wrong.push(text);

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** Return what the test answers to *question*; *about* is told with it. */
export async function ask(question, about = "") {
  console.log(JSON.stringify({ question, about }));
  return JSON.parse((await answers.next()).value);
}

/** A refusal of the API is an answer, which browsers report like a missing file. */
const isAnswer = (message) =>
  /^Failed to load resource: the server responded with a status of 4(00|01|03|04|09|10)/.test(message.text()) &&
  !message.location().url.startsWith(`${base}/console/`);

/** Return a page of its own, which is listened to, after `prepare` has seen it. */
export async function watched(browser, { prepare = () => {}, ...options } = {}) {
  const context = await browser.newContext({
    viewport: { width: WIDE, height: HEIGHT },
    locale: "en-US",
    timezoneId: "UTC",
    ...options,
  });
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await prepare(page);
  page.on("pageerror", (error) => complain(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !isAnswer(message)) complain(`console: ${message.text()} ${message.location().url}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${base}/`) && !/^(data|blob):/.test(url)) complain(`elsewhere: ${url}`);
  });
  return page;
}

/** Wait until nothing is asked for and nothing moves. */
export async function settled(page) {
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(
    () =>
      !/\bLoading\b/.test(document.body.innerText) &&
      document.getAnimations().every(({ playState, effect }) => playState !== "running" || effect?.getTiming().iterations === Infinity),
  );
}

/** Take pictures of what is seen, in each theme and at each width that the test wants, and look for violations in each. */
export async function look(page, name) {
  for (const theme of THEMES) {
    if (given.everywhere) await page.emulateMedia({ colorScheme: theme });
    for (const width of WIDTHS) {
      if (given.everywhere) await page.setViewportSize({ width, height: HEIGHT });
      const shown = [name, ...(theme === "light" ? [] : [theme]), ...(width === WIDE ? [] : [width])].join("-");
      await lookOnce(page, shown);
    }
  }
  if (!given.everywhere) return;
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize({ width: WIDE, height: HEIGHT });
  await settled(page);
}

const debuggers = new WeakMap();

/** Return the debugger of *page*: always the same, since to let go of one takes virtual authenticators away. */
async function debuggerOf(page) {
  if (!debuggers.has(page)) debuggers.set(page, await page.context().newCDPSession(page));
  return debuggers.get(page);
}

async function lookOnce(page, shown) {
  await page.evaluate(() => window.scrollTo(0, 0)); // what is sticky would be in the middle of the picture
  await settled(page);
  await page.screenshot({ path: `${given.artefacts}/${shown}.png`, animations: "disabled", fullPage: true });
  await (await debuggerOf(page)).send("Runtime.evaluate", { expression: `window.axe ??= (() => { ${axe}; return window.axe; })()` });
  const { violations } = await page.evaluate((rules) => window.axe.run(document, { runOnly: rules, resultTypes: ["violations"] }), RULES);
  for (const { id, help, nodes } of violations) {
    for (const node of nodes) complain(`${shown}: ${id}: ${help}: ${node.html.slice(0, 300)}`);
  }
}

/** What follows is found in a page, or in a part of one, such as a dialog. */
export const press = (part, name) => part.getByRole("button", { name, exact: true }).click();
export const field = (part, label) => part.getByLabel(label, { exact: true });
export const heading = (part, name) => part.getByRole("heading", { name });

/** Choose *option* of the select called *label*. */
export async function choose(page, label, option) {
  await page.getByLabel(label, { exact: true }).click();
  await page.getByRole("option", { name: option }).first().click();
}

/** Put *text* in the place of what the editor of a policy holds, as if it was pasted. */
export async function writePolicy(page, text) {
  await press(page.getByRole("toolbar", { name: "Editor" }), "JSON");
  await page.getByRole("region", { name: "Policy document" }).click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(text);
}

/** Fill in the page of an IAM user's sign-in. */
export async function signIn(page, user, secret = password) {
  await field(page, "User name").fill(user);
  await field(page, "Password").fill(secret);
  await press(page, "Sign in");
}

/** Return a watched page of a user who has signed in and come to *path* of the console. */
export async function signedIn(browser, user, path = "", options = {}) {
  const page = await watched(browser, options);
  await page.goto(`${base}/signin?account=${account}&destination=${encodeURIComponent(`/console${path}`)}`);
  await signIn(page, user);
  await page.waitForURL(`${base}/console${path}`);
  return page;
}

/** Play the scene that the test asks for. */
export async function play(scenes) {
  const browser = await chromium.launch({ executablePath: given.chromium, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const told = await scenes[given.scene](browser);
    console.log(JSON.stringify({ told: { ...told }, wrong }));
  } catch (error) {
    for (const [at, page] of browser.contexts().flatMap((context) => context.pages()).entries()) {
      await page.screenshot({ path: `${given.artefacts}/failed-${given.scene}-${at}.png` });
    }
    console.error(wrong.join("\n"));
    throw error;
  } finally {
    await browser.close();
    process.stdin.destroy();
  }
}
