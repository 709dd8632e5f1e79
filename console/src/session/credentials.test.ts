import { beforeEach, expect, test, vi } from "vitest";
import { actOnlyAs, credentials, forgetCredentials, MARGIN } from "./credentials";
import type { Session } from "./endpoints";

let asked = 0;

function server(life: number) {
  vi.stubGlobal("fetch", async () => {
    asked += 1;
    const body = {
      AccessKeyId: `ASIA${asked}`,
      SecretAccessKey: "secret",
      SessionToken: "token",
      Expiration: new Date(Date.now() + life).toISOString(),
    };
    return new Response(JSON.stringify(body), { status: 200 });
  });
}

beforeEach(() => {
  asked = 0;
  forgetCredentials();
});

test("calls that begin together share one answer, and later ones too", async () => {
  server(15 * 60_000);
  const made = await Promise.all([credentials(), credentials(), credentials()]);
  expect(made.map(({ accessKeyId }) => accessKeyId)).toEqual(["ASIA1", "ASIA1", "ASIA1"]);
  await credentials();
  expect(asked).toBe(1);
});

test("they are renewed before they end", async () => {
  server(MARGIN - 1_000);
  await credentials();
  await credentials();
  expect(asked).toBe(2);
});

test("none of them is kept by the browser", async () => {
  server(15 * 60_000);
  await credentials();
  expect(window.localStorage).toHaveLength(0);
  expect(window.sessionStorage).toHaveLength(0);
  expect(document.cookie).toBe("");
});

test("a refusal is given on, and asked about again the next time", async () => {
  vi.stubGlobal(
    "fetch",
    async () => new Response(JSON.stringify({ __type: "ExpiredToken", message: "Sign in." }), { status: 401 }),
  );
  await expect(credentials()).rejects.toMatchObject({ hasEnded: true, code: "ExpiredToken" });
  server(15 * 60_000);
  await expect(credentials()).resolves.toMatchObject({ sessionToken: "token" });
});

test("who signed in anew in another tab has ended the session of this page", async () => {
  const body = { __type: "AccessDenied", message: "The request does not show the token of the session." };
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(body), { status: 403 }));
  await expect(credentials()).rejects.toMatchObject({ hasEnded: true });
});

const session = (name: string, role: string | null = null) =>
  ({
    account: "1",
    principal: { type: "IAMUser", name, arn: `arn:${name}` },
    role: role && {
      account: "1",
      displayName: role,
      expires: "",
      principal: { type: "AssumedRole", name: role, arn: role },
    },
  }) as unknown as Session; // the rest bears on nothing here

test.each([session("bob"), session("mira", "arn:role")])(
  "who became somebody else in another tab does not act here",
  async (present) => {
    actOnlyAs(session("mira"));
    vi.stubGlobal("fetch", async (path: string) => {
      asked += Number(path.endsWith("credentials"));
      return new Response(JSON.stringify(path.endsWith("session") ? present : {}), { status: 200 });
    });
    await expect(credentials()).rejects.toMatchObject({ hasEnded: true });
    expect(asked).toBe(0);
  },
);
