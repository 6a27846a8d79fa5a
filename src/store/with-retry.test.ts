import { describe, expect, it } from "vitest";
import { AccessError, FailedError, NotFoundError } from "../core/errors.js";
import { storeContract } from "../testing/store-contract.js";
import { memoryStore } from "./memory-store.js";
import type { Store } from "./store.js";
import { withRetry } from "./with-retry.js";

storeContract("withRetry(memoryStore)", async () => withRetry(memoryStore()));

/** A store whose first answers are errors. */
function failing(errors: readonly Error[]): { readonly store: Store; readonly calls: () => number } {
  const inner = memoryStore();
  let calls = 0;
  const store: Store = {
    ...inner,
    read: async (key) => {
      const error = errors[calls];
      calls += 1;
      if (error !== undefined) throw error;
      return inner.read(key);
    },
    create: async () => {
      calls += 1;
      throw errors[0] ?? new Error("none");
    },
    write: inner.write,
  };
  return { store, calls: () => calls };
}

describe("withRetry", () => {
  const busy = new FailedError("busy");

  it("tries again, waiting longer each time, until it works", async () => {
    const { store, calls } = failing([busy, busy]);
    const waits: number[] = [];
    const patient = withRetry(store, { sleep: async (ms) => void waits.push(ms) });
    await patient.write("x", Uint8Array.of(1));
    expect((await patient.read("x")).length).toBe(1);
    expect(calls()).toBe(3);
    expect(waits).toEqual([200, 400]);
  });

  it("gives up with the last error", async () => {
    const { store, calls } = failing([busy, busy, busy, busy, busy]);
    await expect(withRetry(store, { attempts: 3, sleep: async () => undefined }).read("x")).rejects.toBe(busy);
    expect(calls()).toBe(3);
  });

  it("does not repeat a refusal, nor a create", async () => {
    for (const error of [new NotFoundError("no"), new AccessError("no")]) {
      const { store, calls } = failing([error]);
      await expect(withRetry(store, { sleep: async () => undefined }).read("x")).rejects.toBe(error);
      expect(calls()).toBe(1);
    }
    const { store, calls } = failing([busy]);
    await expect(withRetry(store).create("x", Uint8Array.of(1))).rejects.toBe(busy);
    expect(calls()).toBe(1);
  });
});
