/** The kinds of MFA devices, as data: what each is called, and how its name may be. */
export type MfaType = "passkey" | "app" | "token";

interface Kind {
  value: MfaType;
  label: string;
  description: string;
  /** The most characters of the name that a person gives it; 0: it has none but its serial number. */
  longestName: number;
}

export const MFA_TYPES: readonly Kind[] = [
  {
    value: "passkey",
    label: "Passkey or security key",
    description: "Confirm with a fingerprint, your face, a screen lock, or a key that you touch. Cannot be phished.",
    longestName: 64,
  },
  {
    value: "app",
    label: "Authenticator app",
    description: "Enter a code from an app on your phone or computer.",
    longestName: 128,
  },
  {
    value: "token",
    label: "Hardware TOTP token",
    description: "Enter a code from a token whose seed an operator has imported into this installation.",
    longestName: 0,
  },
];

export const kindOf = (type: MfaType) => MFA_TYPES.find(({ value }) => value === type) ?? MFA_TYPES[0];

/** What a serial number tells of the type of the device. */
export function typeOf(serialNumber: string): MfaType {
  if (/:u2f\//.test(serialNumber)) return "passkey";
  return /^arn:[^:]*:iam::\d*:mfa\//.test(serialNumber) ? "app" : "token";
}

/** The least characters of a serial number (the service model). */
const SHORTEST_SERIAL = 9;

/** Return what is wrong with the name, or for a token the serial number, of a new device, or "". */
export function nameError(type: MfaType, name: string): string {
  const longest = kindOf(type)?.longestName ?? 0;
  if (longest === 0) {
    return /^[\w+=/:,.@-]{9,256}$/.test(name)
      ? ""
      : `Enter the serial number as it is printed on the token, at least ${SHORTEST_SERIAL} characters.`;
  }
  if (!name) return "Enter a name for the device.";
  return name.length <= longest && /^[\w+=,.@-]+$/.test(name)
    ? ""
    : `Use up to ${longest} letters, numbers and these characters: + = , . @ - _`;
}

/** Return what is wrong with two codes in a row, or "". */
export function codeError(code: string, before = ""): string {
  if (!/^\d{6}$/.test(code)) return "Enter the six digits of the code.";
  return code === before ? "Wait until the device shows the next code." : "";
}
