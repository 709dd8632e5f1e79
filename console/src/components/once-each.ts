/**
 * Do *work* with each item in turn, but with those in *done* no more: after a refusal somebody may try again, and what was
 * deleted before it is not there. Raises what *work* raises.
 */
export async function onceEach<T>(
  items: readonly T[],
  done: Set<T>,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  for (const item of items) {
    if (done.has(item)) continue;
    await work(item);
    done.add(item);
  }
}
