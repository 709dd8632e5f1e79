/** Assigning and removing MFA devices: the calls, in their order. */
import {
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
} from "@aws-sdk/client-iam";
import { type PublicKeyCredentialCreationOptionsJSON, startRegistration } from "@simplewebauthn/browser";
import { carryOut } from "../api/clients";
import { ApiError } from "../api/errors";
import { callIam } from "../api/queries";
import { newPasskey, registerPasskey } from "../session/endpoints";
import { inCall, type TwoCodes } from "./codes";
import { typeOf } from "./mfa-words";
import { mustName, named, type Owner } from "./owner";

/** A virtual device that is made and not yet enabled; the one time that its seed is known. */
export interface Seeded {
  serialNumber: string;
  seed: string;
  /** The address of the picture that an app scans. */
  picture: string;
}

const dataAddress = (png: Uint8Array) => `data:image/png;base64,${btoa(String.fromCharCode(...png))}`;

async function makeVirtual(VirtualMFADeviceName: string): Promise<Seeded> {
  const { VirtualMFADevice: made } = await callIam("CreateVirtualMFADevice", CreateVirtualMFADeviceCommand, {
    VirtualMFADeviceName,
  });
  return {
    serialNumber: made?.SerialNumber ?? "",
    seed: new TextDecoder().decode(made?.Base32StringSeed),
    picture: dataAddress(made?.QRCodePNG ?? new Uint8Array()),
  };
}

export const forgetVirtual = (SerialNumber: string) =>
  callIam("DeleteVirtualMFADevice", DeleteVirtualMFADeviceCommand, { SerialNumber });

/**
 * Make a virtual device called *name*; *serialNumber* is what it will have.
 *
 * One that somebody began and never enabled is in the way: its seed is lost, and it is replaced. One that is in use is
 * not deleted by IAM, and what is said then is that the name is taken.
 */
export async function startVirtual(name: string, serialNumber: string): Promise<Seeded> {
  try {
    return await makeVirtual(name);
  } catch (taken) {
    if (!(taken instanceof ApiError && taken.code === "EntityAlreadyExists")) throw taken;
    await forgetVirtual(serialNumber).catch(() => {
      throw taken;
    });
    return makeVirtual(name);
  }
}

export const enable = (owner: Owner, SerialNumber: string, codes: TwoCodes) =>
  callIam("EnableMFADevice", EnableMFADeviceCommand, { ...mustName(owner), SerialNumber, ...inCall(codes) });

/** Take the device from its owner. */
export async function removeDevice(owner: Owner, SerialNumber: string): Promise<void> {
  await callIam("DeactivateMFADevice", DeactivateMFADeviceCommand, { ...named(owner), SerialNumber });
  // A virtual device stays behind without an owner, and nobody can use it again: its seed was shown once.
  if (typeOf(SerialNumber) === "app") await forgetVirtual(SerialNumber);
}

/** Where a browser on the server's own machine lets passkeys be used: a number is no name. */
const here =
  window.location.hostname === "127.0.0.1" ? ` On this machine that is http://localhost:${window.location.port}.` : "";

/** What browsers refuse with, and what somebody can do then. */
const REFUSALS: Readonly<Record<string, string>> = {
  NotAllowedError: "The browser made no passkey: you cancelled, or it took too long. Try again.",
  InvalidStateError: "This passkey or security key is registered already. Use another one.",
  SecurityError: `Passkeys work at the public address of this installation alone, and over https. Open the console there.${here}`,
  NotSupportedError: "This browser or device does not support passkeys. Choose another type of device.",
};

/** Return what the browser threw as an ApiError: the calls before and after it raise nothing else. */
function refused(failure: unknown): ApiError {
  const { name = "Error", message = "The browser made no passkey." } = failure as Partial<Error>; // whatever it is
  const text = REFUSALS[name] ?? message;
  return new ApiError("RegisterPasskey", name, text, "", 0);
}

/** Have the browser make a passkey, and register it. */
export async function addPasskey(owner: Owner, name: string): Promise<void> {
  if (!("PublicKeyCredential" in window)) throw refused(new DOMException("", "NotSupportedError"));
  const { ticket, publicKey } = await carryOut("NewPasskey", () =>
    newPasskey<PublicKeyCredentialCreationOptionsJSON>(named(owner).UserName ?? ""),
  );
  const credential = await startRegistration({ optionsJSON: publicKey }).catch((failure: unknown) => {
    throw refused(failure);
  });
  await carryOut("RegisterPasskey", () => registerPasskey(ticket, name, JSON.stringify(credential)));
}
