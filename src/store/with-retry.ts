import { CuadernoError, TimeoutError } from "../core/errors.js";
import type { Store } from "./store.js";

/** How often and how patiently. */
export interface RetryOptions {
  /** Tries in all; default 4. */
  readonly attempts?: number;
  /** Wait before the second try, doubled each time; default 200 ms. */
  readonly firstWaitMs?: number;
  /** Whether an error may pass by itself; default: broken connections, time-outs and failures, never a refusal. */
  readonly isPassing?: (thrown: unknown) => boolean;
  /** How to wait; default a timer. */
  readonly sleep?: (ms: number) => Promise<void>;
}

/**
 * The store with every operation tried again when it fails in a way that may pass. A `create` or `swap` is not
 * repeated: after a lost answer a second try could not tell its own object from another's. Nor is what comes in pieces, which can be
 * taken only once.
 */
export function withRetry(
  store: Store,
  {
    attempts = 4,
    firstWaitMs = 200,
    isPassing = mayPass,
    sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }: RetryOptions = {},
): Store {
  const again = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (thrown) {
        if (tries >= attempts || !isPassing(thrown)) throw thrown;
        await sleep(firstWaitMs * 2 ** (tries - 1));
      }
    }
  };
  return {
    name: store.name,
    read: (key) => again(() => store.read(key)),
    write: (key, bytes) => again(() => store.write(key, bytes)),
    create: (key, bytes) => store.create(key, bytes),
    swap: (key, bytes, version) => store.swap(key, bytes, version),
    readChunks: (key, range) => store.readChunks(key, range),
    writeChunks: (key, chunks) => store.writeChunks(key, chunks),
    stat: (key) => again(() => store.stat(key)),
    list: (prefix) => store.list(prefix),
    remove: (key) => again(() => store.remove(key)),
  };
}

function mayPass(thrown: unknown): boolean {
  if (thrown instanceof TimeoutError) return true;
  if (thrown instanceof CuadernoError) return thrown.kind === "failed";
  return thrown instanceof Error;
}
