import { expect, test } from "vitest";
import { SignInError } from "../session/endpoints";
import { ApiError, apiError, isSessionOverError, readDenial } from "./errors";

const WHO = "arn:aws:iam::111122223333:user/alice";

test.each([
  [
    `User: ${WHO} is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::111122223333:user/ because no identity-based policy allows the iam:ListUsers action`,
    "arn:aws:iam::111122223333:user/",
    "because no identity-based policy allows the iam:ListUsers action",
  ],
  [
    `User: ${WHO} is not authorized to perform: iam:ListUsers with an explicit deny in a permissions boundary`,
    "",
    "with an explicit deny in a permissions boundary",
  ],
  [`User: ${WHO} is not authorized to perform: iam:ListUsers on resource: *`, "*", ""],
])("a denial tells what was asked for, of what, and why it was refused", (message, resource, reason) => {
  expect(readDenial(message)).toEqual({ principal: WHO, action: "iam:ListUsers", resource, reason, encoded: "" });
});

test("an encoded message is kept apart", () => {
  const message = `User: ${WHO} is not authorized to perform: iam:ListUsers on resource: *. Encoded authorization failure message: AbC-123_`;
  expect(readDenial(message)).toMatchObject({ encoded: "AbC-123_" });
});

test("other sentences tell nothing", () => {
  expect(readDenial("Access Denied")).toBeNull();
});

test("what the SDK throws becomes one type", () => {
  const failure = Object.assign(new Error("The user with name bob cannot be found."), {
    name: "NoSuchEntityException",
    Code: "NoSuchEntity",
    $metadata: { httpStatusCode: 404, requestId: "r-1" },
  });
  const error = apiError("GetUser", failure);
  expect(error).toMatchObject({
    operation: "GetUser",
    code: "NoSuchEntity",
    status: 404,
    requestId: "r-1",
    denied: null,
  });
  expect(error.isAbsence).toBe(true);
});

test("a server that cannot be reached is said to be so", () => {
  const error = apiError("GetUser", new TypeError("Failed to fetch"));
  expect(error.message).toMatch(/cannot be reached/);
  expect(error.requestId).toBe("");
});

test("only a session that is over counts as over", () => {
  expect(isSessionOverError(new SignInError(401, "ExpiredToken", "Sign in.", ""))).toBe(true);
  expect(isSessionOverError(new SignInError(403, "AccessDenied", "No.", ""))).toBe(false);
  expect(isSessionOverError(new ApiError("ListUsers", "ExpiredToken", "", "", 403))).toBe(true);
  expect(isSessionOverError(new ApiError("ListUsers", "AccessDenied", "", "", 403))).toBe(false);
});
