/** Go to the first field of the page that is marked as wrong: it may be out of sight of the button that was pressed. */
export function showFirstInvalid(): void {
  // By then the fields are marked.
  requestAnimationFrame(() => document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus());
}
