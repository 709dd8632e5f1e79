import { beforeEach, expect, test, vi } from "vitest";
import { SignInError } from "../session/endpoints";

async function fresh() {
  vi.resetModules();
  const { carryOut } = await import("./clients");
  const { isSessionOver } = await import("../session/ended");
  return { carryOut, isSessionOver };
}

const refusal = (name: string) => Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 403 } });

beforeEach(() => vi.unstubAllGlobals());

test("a call with credentials that are no longer good is made once more", async () => {
  const { carryOut, isSessionOver } = await fresh();
  const call = vi.fn().mockRejectedValueOnce(refusal("ExpiredToken")).mockResolvedValueOnce("done");
  await expect(carryOut("ListUsers", call)).resolves.toBe("done");
  expect(call).toHaveBeenCalledTimes(2);
  expect(isSessionOver()).toBe(false);
});

test("when the second fails likewise, the session is over", async () => {
  const { carryOut, isSessionOver } = await fresh();
  const call = vi.fn().mockRejectedValue(refusal("ExpiredToken"));
  await expect(carryOut("ListUsers", call)).rejects.toMatchObject({ code: "ExpiredToken" });
  expect(call).toHaveBeenCalledTimes(2);
  expect(isSessionOver()).toBe(true);
});

test("a denial is no end of the session, and is not tried again", async () => {
  const { carryOut, isSessionOver } = await fresh();
  const call = vi.fn().mockRejectedValue(refusal("AccessDenied"));
  await expect(carryOut("ListUsers", call)).rejects.toMatchObject({ code: "AccessDenied", operation: "ListUsers" });
  expect(call).toHaveBeenCalledTimes(1);
  expect(isSessionOver()).toBe(false);
});

test("a session that gives no credentials is over", async () => {
  const { carryOut, isSessionOver } = await fresh();
  const { SignInError: Own } = await import("../session/endpoints");
  expect(Own).not.toBe(SignInError);
  const call = vi.fn().mockRejectedValue(new Own(401, "ExpiredToken", "Sign in.", "r"));
  await expect(carryOut("ListUsers", call)).rejects.toMatchObject({ code: "ExpiredToken" });
  expect(call).toHaveBeenCalledTimes(1);
  expect(isSessionOver()).toBe(true);
});
