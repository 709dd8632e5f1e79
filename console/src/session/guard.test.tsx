import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SessionContext } from "./context";
import type { Session } from "./endpoints";
import { signInAddress, signInAgainAddress } from "./sign-in-again";

const NOW = Date.UTC(2026, 10, 25, 12);
const MINUTE = 60_000;

const session = (minutes: number, role: number | null = null): Session => ({
  account: "111122223333",
  accountAlias: "",
  principal: { type: "IAMUser", name: "alice", arn: "arn:aws:iam::111122223333:user/alice" },
  mfa: false,
  signedIn: new Date(NOW).toISOString(),
  expires: new Date(NOW + minutes * MINUTE).toISOString(),
  issuer: "",
  csrfToken: "",
  email: "",
  role:
    role === null
      ? null
      : { account: "1", displayName: "ops", expires: new Date(NOW + role * MINUTE).toISOString(), principal: null },
});

/** Each test has a session of its own that has not ended. */
async function show(given: Session) {
  vi.resetModules();
  const { SessionGuard } = await import("./guard");
  const { SessionContext: Context } = await import("./context");
  const { sessionHasEnded } = await import("./ended");
  expect(Context).not.toBe(SessionContext);
  render(
    <Context.Provider value={given}>
      <SessionGuard />
    </Context.Provider>,
  );
  return { sessionHasEnded };
}

const isShown = (text: string) => screen.queryByRole("dialog", { name: text }) !== null;
const NEAR = "Your session is about to end";
const OVER = "Your session has ended";

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

test("five minutes before its end a session is said to end, and then that it has", async () => {
  await show(session(60));
  expect(isShown(NEAR)).toBe(false);
  act(() => vi.advanceTimersByTime(55 * MINUTE));
  expect(isShown(NEAR)).toBe(true);
  act(() => vi.advanceTimersByTime(5 * MINUTE));
  expect(isShown(OVER)).toBe(true);
});

test("the session of a role ends the console sooner", async () => {
  await show(session(600, 60));
  act(() => vi.advanceTimersByTime(56 * MINUTE));
  expect(isShown(NEAR)).toBe(true);
});

test("what a call finds out is shown at once", async () => {
  const { sessionHasEnded } = await show(session(600));
  act(() => sessionHasEnded());
  expect(isShown(OVER)).toBe(true);
});

test("signing in again leads back to the same place", () => {
  window.history.replaceState(null, "", "/console/users?filter=a&page=2#x");
  expect(signInAddress()).toBe("/signin?destination=%2Fconsole%2Fusers%3Ffilter%3Da%26page%3D2%23x");
});

test("a session that began elsewhere begins again there, if that is a page", () => {
  expect(signInAgainAddress("https://broker.example.org/start")).toBe("https://broker.example.org/start");
  for (const issuer of ["", "javascript:alert(1)", "data:text/html,x", "broker", "https://["]) {
    expect(signInAgainAddress(issuer)).toMatch(/^\/signin\?/);
  }
});
