/** Who signed in here the last time and wanted it remembered. It stays in this browser and is sent to nobody. */

export interface Remembered {
  account: string;
  userName: string;
}

const KEY = "ostiary-account";
const NOBODY: Remembered = { account: "", userName: "" };

export function remembered(): Remembered {
  try {
    const kept = JSON.parse(window.localStorage.getItem(KEY) ?? "null") as Partial<Remembered> | null;
    return { account: kept?.account ?? "", userName: kept?.userName ?? "" };
  } catch {
    return NOBODY;
  }
}

export function remember(who: Remembered | null): void {
  if (who === null) window.localStorage.removeItem(KEY);
  else window.localStorage.setItem(KEY, JSON.stringify(who));
}
