/**
 * The results of `work` for each item, in the order of the items, with at most `concurrency` items in progress. After
 * the first error no item is started and `stopped` is aborted; the error is thrown when all work in progress has ended.
 *
 * @example await mapConcurrently([1, 2, 3], 2, async (value) => value * 10) // [10, 20, 30]
 */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  concurrency: number,
  work: (item: Item, stopped: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const stop = new AbortController();
  let next = 0;
  let failure: { readonly thrown: unknown } | undefined;
  const worker = async (): Promise<void> => {
    while (next < items.length && failure === undefined) {
      const index = next;
      next += 1;
      try {
        results[index] = await work(items[index] as Item, stop.signal);
      } catch (thrown) {
        failure ??= { thrown };
        stop.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  if (failure !== undefined) throw failure.thrown;
  return results;
}
