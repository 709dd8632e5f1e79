/** Files that the browser keeps: made in the page, so that what is secret in them goes nowhere else. */

/** Have the browser save *text* as the file *name*. */
export function downloadText(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** What spreadsheets carry out when a cell begins with it. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * Return *rows* as a CSV file, by RFC 4180.
 *
 * With `isForSpreadsheets` a cell that a spreadsheet would carry out is set in an apostrophe. Secrets are not: who reads
 * the file needs them as they are.
 */
export function csv(rows: readonly (readonly string[])[], isForSpreadsheets = false): string {
  const cell = (text: string) => {
    const safe = isForSpreadsheets && FORMULA.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
