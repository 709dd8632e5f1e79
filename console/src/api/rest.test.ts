import { beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "./errors";
import { callRest } from "./rest";

vi.mock("../session/credentials", () => ({
  credentials: () =>
    Promise.resolve({
      accessKeyId: "ASIAEXAMPLE",
      secretAccessKey: "secret",
      sessionToken: "token",
      expiration: new Date(8e15),
    }),
  forgetCredentials: () => {},
}));

const fetched = vi.fn<typeof fetch>();

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
});

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

const CALL = { service: "access-analyzer", path: "/ostiary/token-test", body: { webIdentityToken: "a.b.c" } };

test("a call is signed for its service, with the session's token, and its body is covered", async () => {
  fetched.mockResolvedValueOnce(answer(200, { isValid: true }));
  expect(await callRest("TestToken", CALL)).toEqual({ isValid: true });
  const [url, init] = fetched.mock.calls[0] ?? [];
  expect(url).toBe(`${window.location.origin}/ostiary/token-test`);
  const headers = new Headers(init?.headers);
  expect(headers.get("authorization")).toMatch(
    /Credential=ASIAEXAMPLE\/\d{8}\/us-east-1\/access-analyzer\/aws4_request/,
  );
  expect(headers.get("authorization")).toMatch(
    /SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token/,
  );
  expect(headers.get("x-amz-security-token")).toBe("token");
  expect(headers.has("host")).toBe(false);
  expect(init?.body).toBe('{"webIdentityToken":"a.b.c"}');
});

test("without a body it is a GET, and what it asks is covered", async () => {
  fetched.mockResolvedValueOnce(answer(200, {}));
  await callRest("ListTrustAnchors", {
    service: "rolesanywhere",
    path: "/trustanchors",
    query: { nextToken: "a+b/=" },
  });
  const [url, init] = fetched.mock.calls[0] ?? [];
  expect(url).toBe(`${window.location.origin}/trustanchors?nextToken=a%2Bb%2F%3D`);
  expect(init?.method).toBe("GET");
  expect(init?.body).toBeUndefined();
  expect(new Headers(init?.headers).get("authorization")).toMatch(/us-east-1\/rolesanywhere\/aws4_request/);
});

test("a refusal is an ApiError with code, message and request ID", async () => {
  const message = "User: arn:aws:iam::1:user/a is not authorized to perform: access-analyzer:TestToken on resource: *";
  const headers = { "x-amzn-errortype": "AccessDeniedException", "x-amzn-requestid": "r-1" };
  fetched.mockResolvedValueOnce(answer(403, { message }, headers));
  const error = await callRest("TestToken", CALL).catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code: "AccessDeniedException", message, requestId: "r-1", status: 403 });
  expect((error as ApiError).denied?.action).toBe("access-analyzer:TestToken");
});

test("a server that has no room is asked once more", async () => {
  fetched.mockResolvedValueOnce(answer(429, { message: "Rate exceeded" }));
  fetched.mockResolvedValueOnce(answer(200, {}));
  expect(await callRest("TestToken", CALL)).toEqual({});
  expect(fetched).toHaveBeenCalledTimes(2);
});

test("a server that is away, and one that answers no JSON", async () => {
  fetched.mockRejectedValueOnce(new TypeError("failed"));
  await expect(callRest("TestToken", CALL)).rejects.toMatchObject({ status: 0 });
  fetched.mockResolvedValueOnce(new Response("<html>", { status: 502 }));
  await expect(callRest("TestToken", CALL)).rejects.toMatchObject({ code: "HTTP 502", status: 502 });
});
