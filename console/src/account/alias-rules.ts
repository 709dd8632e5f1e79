/** Return what is wrong with an account alias, or "". The server checks again. */
export function aliasError(alias: string): string {
  if (!/^[a-z0-9](?:[a-z0-9]|-(?!-))*[a-z0-9]$/.test(alias) || alias.length < 3 || alias.length > 63) {
    return "Enter an alias that keeps the rules below.";
  }
  return /^\d{12}$/.test(alias) ? "An alias cannot look like an account ID." : "";
}
