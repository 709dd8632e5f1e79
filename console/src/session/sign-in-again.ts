/** Return the sign-in page that leads back to where somebody is. */
export function signInAddress(): string {
  const here = window.location.pathname + window.location.search + window.location.hash;
  return `/signin?destination=${encodeURIComponent(here)}`;
}

/** Return where whoever's session began at *issuer* signs in again: there, if it is the address of a page, else here. */
export function signInAgainAddress(issuer: string): string {
  return /^https?:\/\//.test(issuer) && URL.canParse(issuer) ? issuer : signInAddress();
}
