import { beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "../api/errors";
import { areCodes } from "./codes";
import { addPasskey, removeDevice, startVirtual } from "./mfa-calls";
import { codeError, nameError, typeOf } from "./mfa-words";
import { userOwner } from "./owner";

const callIam = vi.hoisted(() => vi.fn<(operation: string, command: unknown, input: object) => Promise<object>>());
const startRegistration = vi.hoisted(() => vi.fn());
const registerPasskey = vi.hoisted(() => vi.fn(async () => ({ serialNumber: "s" })));
vi.mock("@simplewebauthn/browser", () => ({ startRegistration }));
vi.mock("../session/endpoints", async (load) => ({
  ...(await load<object>()),
  newPasskey: async () => ({ ticket: "t", publicKey: {} }),
  registerPasskey,
}));
vi.mock("../api/queries", async (load) => ({ ...(await load<object>()), callIam }));

const PHONE = "arn:aws:iam::111122223333:mfa/phone";
const MADE = {
  VirtualMFADevice: {
    SerialNumber: PHONE,
    Base32StringSeed: new TextEncoder().encode("SEED"),
    QRCodePNG: new Uint8Array([137, 80, 78, 71]),
  },
};
const refusal = (code: string) => new ApiError("CreateVirtualMFADevice", code, code, "", 409);
const calls = () => callIam.mock.calls.map(([operation]) => operation);

beforeEach(() => {
  callIam.mockReset();
});

test.each([
  ["arn:aws:iam::111122223333:u2f/user/mira/key-A1", "passkey"],
  [PHONE, "app"],
  ["GAHT12345678", "token"],
] as const)("the serial number %s is of a device of the type %s", (serialNumber, type) => {
  expect(typeOf(serialNumber)).toBe(type);
});

test("names are short enough for their type, and of the signs that IAM takes", () => {
  expect(nameError("passkey", "k".repeat(64))).toBe("");
  expect(nameError("passkey", "k".repeat(65))).not.toBe("");
  expect(nameError("app", "k".repeat(128))).toBe("");
  expect(nameError("app", "my phone")).not.toBe("");
  expect(nameError("app", "")).not.toBe("");
  expect(nameError("token", "GAHT12345678")).toBe("");
  expect(nameError("token", "short")).not.toBe("");
});

test("two codes have six digits each and differ", () => {
  expect(codeError("12345")).not.toBe("");
  expect(codeError("123456", "123456")).not.toBe("");
  expect(areCodes({ first: "123456", second: "654321" })).toBe(true);
});

test("a device that is begun tells its seed, and its picture as an address", async () => {
  callIam.mockResolvedValue(MADE);
  await expect(startVirtual("phone", PHONE)).resolves.toEqual({
    serialNumber: PHONE,
    seed: "SEED",
    picture: "data:image/png;base64,iVBORw==",
  });
});

test("one that was begun before and never enabled is replaced", async () => {
  callIam.mockRejectedValueOnce(refusal("EntityAlreadyExists")).mockResolvedValueOnce({}).mockResolvedValueOnce(MADE);
  await expect(startVirtual("phone", PHONE)).resolves.toMatchObject({ seed: "SEED" });
  expect(calls()).toEqual(["CreateVirtualMFADevice", "DeleteVirtualMFADevice", "CreateVirtualMFADevice"]);
});

test("one that is in use stays, and the name is said to be taken", async () => {
  callIam.mockRejectedValueOnce(refusal("EntityAlreadyExists")).mockRejectedValueOnce(refusal("DeleteConflict"));
  await expect(startVirtual("phone", PHONE)).rejects.toMatchObject({ code: "EntityAlreadyExists" });
});

test("whatever else is wrong is told, and nothing is deleted", async () => {
  callIam.mockRejectedValueOnce(refusal("AccessDenied"));
  await expect(startVirtual("phone", PHONE)).rejects.toMatchObject({ code: "AccessDenied" });
  expect(calls()).toEqual(["CreateVirtualMFADevice"]);
});

test("a virtual device that is removed is deleted too, a passkey is gone with its owner", async () => {
  callIam.mockResolvedValue({});
  await removeDevice(userOwner("mira"), PHONE);
  await removeDevice(userOwner("mira"), "arn:aws:iam::111122223333:u2f/user/mira/key-A1");
  expect(calls()).toEqual(["DeactivateMFADevice", "DeleteVirtualMFADevice", "DeactivateMFADevice"]);
});

test("what the browser makes is registered under the name", async () => {
  vi.stubGlobal("PublicKeyCredential", class {});
  startRegistration.mockResolvedValueOnce({ id: "made" });
  await addPasskey(userOwner("mira"), "key");
  expect(registerPasskey).toHaveBeenCalledWith("t", "key", JSON.stringify({ id: "made" }));
});

test.each([
  ["NotAllowedError", /cancelled/],
  ["InvalidStateError", /registered already/],
  ["SomethingElse", /^what the browser said$/],
])("a browser that refuses with %s is said in words that help", async (name, words) => {
  vi.stubGlobal("PublicKeyCredential", class {});
  startRegistration.mockRejectedValueOnce(Object.assign(new Error("what the browser said"), { name }));
  await expect(addPasskey(userOwner("mira"), "key")).rejects.toMatchObject({
    code: name,
    message: expect.stringMatching(words),
  });
});

test("a browser that knows no passkeys is told from one that refuses", async () => {
  vi.stubGlobal("PublicKeyCredential", undefined);
  Reflect.deleteProperty(window, "PublicKeyCredential");
  await expect(addPasskey(userOwner("mira"), "key")).rejects.toMatchObject({ code: "NotSupportedError" });
});
