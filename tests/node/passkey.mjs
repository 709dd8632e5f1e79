// Somebody at headless Chromium with a virtual authenticator: signs in, registers a passkey, signs out, signs in with it.
// Prints what the pages got, as JSON. Arguments: base URL, account, user, password, path of Chromium.
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const { chromium } = require("playwright-core");
const [base, account, userName, password, executablePath] = process.argv.slice(2);

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const page = await browser.newPage();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "usb", hasUserVerification: true, isUserVerified: true },
  });
  await page.goto(`${base}/health/live`);
  const told = await page.evaluate(async ([account, userName, password]) => {
    let csrf = "";
    const post = async (name, body = {}) => {
      const headers = { "content-type": "application/json", ...(csrf && { "x-csrf-token": csrf }) };
      const answer = await fetch(`/signin/api/${name}`, { method: "POST", headers, body: JSON.stringify(body) });
      const value = await answer.json();
      csrf = (value.session ?? value).csrfToken ?? csrf;
      return value;
    };
    const made = async (options) => {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
      return JSON.stringify((await navigator.credentials.create({ publicKey })).toJSON());
    };
    const shown = async (options) => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
      return JSON.stringify((await navigator.credentials.get({ publicKey })).toJSON());
    };
    const first = await post("authenticate", { account, userName, password });
    const asked = await post("new-passkey");
    const registered = await post("register-passkey", {
      ticket: asked.ticket, name: "chromium", credential: await made(asked.publicKey),
    });
    const out = await post("sign-out");
    csrf = "";
    const { ticket, status } = await post("authenticate", { account, userName, password });
    const { publicKey } = await post("passkey-question", { ticket });
    const second = await post("passkey", { ticket, credential: await shown(publicKey) });
    const credentials = await post("credentials");
    return { first: first.status, registered, out: out.status, asked: status, second, credentials,
             cookies: document.cookie };
  }, [account, userName, password]);
  console.log(JSON.stringify(told));
} finally {
  await browser.close();
}
