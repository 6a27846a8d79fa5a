import { ArgumentError } from "../../core/errors.js";

/** How much is done at once. */
export interface WorkLimits {
  /** Pieces of work at once; default 4. */
  readonly concurrency?: number;
  /** Of these, at most so many that ask one host; default 2. */
  readonly perHost?: number;
}

/** Does every piece of work, in order as far as the limits allow; `caller` names who refuses wrong limits. */
export async function workByHost<T>(
  items: readonly T[],
  hostOf: (item: T) => string | undefined,
  work: (item: T) => Promise<void>,
  caller: string,
  { concurrency = 4, perHost = 2 }: WorkLimits,
): Promise<void> {
  for (const [name, value] of Object.entries({ concurrency, perHost })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new ArgumentError(`${caller}: ${name} must be a whole number from 1 on, got ${value}`);
  }
  const waiting = [...items];
  const busy = new Map<string, number>();
  const running = new Set<Promise<void>>();
  const isFree = (host: string | undefined): boolean => host === undefined || (busy.get(host) ?? 0) < perHost;
  while (waiting.length > 0 || running.size > 0) {
    const next = running.size < concurrency ? waiting.findIndex((item) => isFree(hostOf(item))) : -1;
    if (next < 0) {
      await Promise.race(running);
      continue;
    }
    const [item] = waiting.splice(next, 1) as [T];
    const host = hostOf(item);
    if (host !== undefined) busy.set(host, (busy.get(host) ?? 0) + 1);
    const done: Promise<void> = work(item).finally(() => {
      running.delete(done);
      if (host !== undefined) busy.set(host, (busy.get(host) ?? 0) - 1);
    });
    running.add(done);
  }
}
