/**
 * What a SAML metadata document says of its identity providers, to be shown beside it. The server reads it again, and
 * strictly; here nothing rests on it. The browser's own reader of XML breaks the page's policy over what is no XML: it
 * answers with a document that has inline styles.
 */

export interface Idp {
  entityId: string;
  signIn: readonly string[];
  /** DER of each certificate for signing, in base64. */
  certificates: readonly string[];
}

const TAG = /<(\/?)(?:[\w.-]+:)?([\w.-]+)((?:[^<>"']|"[^"]*"|'[^']*')*)>([^<]*)/g;
const PASSED_OVER = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>/g;
const ENTITIES: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'" };

function attribute(attributes: string, name: string): string {
  const [, , value = ""] = new RegExp(`\\s${name}\\s*=\\s*(["'])(.*?)\\1`, "s").exec(attributes) ?? [];
  return value.replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity);
}

interface Found {
  entityId: string;
  isIdp: boolean;
  isSigning: boolean;
  signIn: Set<string>;
  certificates: string[];
}

/** What an element that begins tells of the identity provider that it is in. */
const TELLS: Record<string, (found: Found, attributes: string, text: string) => void> = {
  IDPSSODescriptor: (found) => {
    found.isIdp = true;
  },
  KeyDescriptor: (found, attributes) => {
    found.isSigning = attribute(attributes, "use") !== "encryption";
  },
  SingleSignOnService: (found, attributes) => {
    if (found.isIdp) found.signIn.add(attribute(attributes, "Location"));
  },
  X509Certificate: (found, _, text) => {
    if (found.isIdp && found.isSigning) found.certificates.push(text);
  },
};

/** Return the identity providers in *text*; none where it is no metadata. */
export function readMetadata(text: string): readonly Idp[] {
  const entities: (Found & { has: boolean })[] = [];
  for (const [, end, name = "", attributes = "", content = ""] of text.replace(PASSED_OVER, "").matchAll(TAG)) {
    const current = entities.at(-1);
    if (name === "EntityDescriptor" && !end) {
      const entityId = attribute(attributes, "entityID");
      entities.push({ entityId, isIdp: false, isSigning: false, has: false, signIn: new Set(), certificates: [] });
    } else if (current && end && name === "IDPSSODescriptor") {
      // What follows is about the same entity as something else, such as a service provider.
      current.has ||= current.isIdp;
      current.isIdp = false;
    } else if (current && !end) {
      TELLS[name]?.(current, attributes, content);
    }
  }
  return entities
    .filter(({ has }) => has)
    .map(({ entityId, signIn, certificates }) => ({ entityId, signIn: [...signIn], certificates }));
}

interface Part {
  tag: number;
  from: number;
  to: number;
}

/** Return the element of DER at *at*: its tag, and from where to where its content goes. */
function element(der: Uint8Array, at: number): Part {
  const byte = (index: number) => der[index] ?? 0;
  let length = byte(at + 1);
  let from = at + 2;
  if (length >= 0x80) {
    const count = length & 0x7f;
    length = 0;
    for (const end = from + count; from < end; from += 1) length = length * 256 + byte(from);
  }
  return { tag: byte(at), from, to: from + length };
}

const SEQUENCE = 0x30;
const VERSION = 0xa0;
const UTC_TIME = 0x17;

/** Return when a certificate ends; null where it is none. X.509: certificate → to be signed → validity → not after. */
export function endOfCertificate(base64: string): Date | null {
  try {
    const der = Uint8Array.from(window.atob(base64.replace(/\s/g, "")), (character) => character.charCodeAt(0));
    let part = element(der, element(der, element(der, 0).from).from);
    if (part.tag === VERSION) part = element(der, part.to);
    // The serial number; then the algorithm, the issuer, and the validity.
    for (let passed = 0; passed < 3; passed += 1) part = element(der, part.to);
    const after = element(der, element(der, part.from).to);
    if (part.tag !== SEQUENCE) return null;
    return readTime(new TextDecoder().decode(der.subarray(after.from, after.to)), after.tag === UTC_TIME);
  } catch {
    return null;
  }
}

/** Years of two digits are those of 1950 to 2049 (RFC 5280, 4.1.2.5.1). */
function readTime(text: string, isShort: boolean): Date | null {
  const whole = isShort ? `${Number(text.slice(0, 2)) < 50 ? "20" : "19"}${text}` : text;
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(whole)?.slice(1).map(Number);
  if (found === undefined) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = found;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}
