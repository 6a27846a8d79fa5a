import { ArgumentError } from "../../core/errors.js";

/** Limits of concurrent work. */
export interface WorkLimits {
  /** Maximum number of concurrent pieces of work. @default 4 */
  readonly concurrency?: number | undefined;
  /** Maximum number of those that send requests to the same host. @default 2 */
  readonly perHost?: number | undefined;
}

/** Does every piece of work, in order as far as the limits allow. */
export async function workByHost<T>(
  items: readonly T[],
  getHost: (item: T) => string | undefined,
  work: (item: T) => Promise<void>,
  caller: string,
  { concurrency = 4, perHost = 2 }: WorkLimits,
): Promise<void> {
  for (const [name, value] of Object.entries({ concurrency, perHost })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new ArgumentError(`${caller}: ${name} must be an integer >= 1, got ${value}; leave it out for the default`);
  }
  const waiting = [...items];
  const busy = new Map<string, number>();
  const running = new Set<Promise<void>>();
  const isFree = (host: string | undefined): boolean => host === undefined || (busy.get(host) ?? 0) < perHost;
  while (waiting.length > 0 || running.size > 0) {
    const next = running.size < concurrency ? waiting.findIndex((item) => isFree(getHost(item))) : -1;
    if (next < 0) {
      await Promise.race(running);
      continue;
    }
    const [item] = waiting.splice(next, 1) as [T];
    const host = getHost(item);
    if (host !== undefined) busy.set(host, (busy.get(host) ?? 0) + 1);
    const done: Promise<void> = work(item).finally(() => {
      running.delete(done);
      if (host !== undefined) busy.set(host, (busy.get(host) ?? 0) - 1);
    });
    running.add(done);
  }
}
