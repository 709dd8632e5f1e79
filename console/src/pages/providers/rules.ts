/** What IAM takes for an identity provider, to be told while somebody types. The server checks again. */

const MOST_URL = 255;
/** A request may have 1 MiB, and a form's escapes make a document longer. */
export const MOST_METADATA = 700_000;
const LEAST_METADATA = 1_000;
export const MOST_THUMBPRINTS = 5;

/** Return what is wrong with the URL of an issuer, or "". */
export function urlError(url: string): string {
  if (!url.startsWith("https://")) return "Enter a URL that begins with https://.";
  if (url.length > MOST_URL) return `Enter a URL of at most ${MOST_URL} characters.`;
  return /[?#\s*]/.test(url) || url === "https://" ? "Enter a URL without query, fragment, spaces and wildcards." : "";
}

export function audienceError(audience: string): string {
  return audience.length >= 1 && audience.length <= MOST_URL ? "" : `Enter 1 to ${MOST_URL} characters.`;
}

export function nameError(name: string): string {
  return /^[\w.-]{1,128}$/.test(name) ? "" : "Enter 1 to 128 letters, numbers and these characters: . _ -";
}

export function metadataError(text: string): string {
  if (text.length < LEAST_METADATA)
    return `The document has fewer than ${LEAST_METADATA} characters: choose the metadata itself.`;
  return text.length > MOST_METADATA
    ? `The document has more than ${MOST_METADATA / 1_000} kB: leave out what is about others.`
    : "";
}

/** Return a thumbprint as IAM keeps it: without the colons that tools write between its bytes. */
export const plainThumbprint = (text: string) => text.replace(/[:\s]/g, "").toLowerCase();

export function thumbprintError(text: string): string {
  return /^[0-9a-f]{40}$/.test(plainThumbprint(text)) ? "" : "Enter the 40 hexadecimal digits of a SHA-1 thumbprint.";
}
