import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../store/memory-store.js";
import type { Store } from "../store/store.js";
import { loadPolars } from "../table/load-polars.js";
import { column } from "../table/schema/column.js";
import { schema } from "../table/schema/schema.js";
import { type Dataset, dataset } from "./dataset.js";
import { leaseMs } from "./writer-lease.js";

const pl = loadPolars();
const table = schema("t", { id: column.integer() }, { key: ["id"] });
const frame = (...ids: readonly number[]) => pl.DataFrame([pl.Series("id", ids, pl.Int64)]);
const ids = async (from: Dataset): Promise<unknown[]> => (await from.read()).sort("id").getColumn("id").toArray();
let count = 0;
const open = (store: Store, now: () => number): Dataset =>
  dataset(store, table, { now: () => new Date(now()), newId: () => `n${count++}` });

describe("sweep", () => {
  it("spares the parts of a commit that is about to be published, whatever the grace period is", async () => {
    const store = memoryStore();
    let time = 1_000_000;
    const now = (): number => time++;
    await open(store, now).append(frame(1));
    let swept: readonly string[] | undefined;
    const slow: Store = {
      ...store,
      create: async (key, bytes) => {
        swept ??= await open(store, now).sweep({ graceMs: 0 });
        return store.create(key, bytes);
      },
    };
    await open(slow, now).append(frame(2));
    expect(swept).toEqual([]);
    expect(await ids(open(store, now))).toEqual([1, 2]);
    await open(store, now).upsert(frame(1));
    await open(store, now).compact();
    expect(await ids(open(store, now))).toEqual([1, 2]);
  });

  it("removes the parts of a writer whose lease has expired, and the writer writes them again", async () => {
    const store = memoryStore();
    let time = 1_000_000;
    await open(store, () => time).append(frame(1));
    let removed: readonly string[] | undefined;
    const slow: Store = {
      ...store,
      // The writer stops for two hours after its part is written, then goes on.
      write: async (key, bytes) => {
        const written = await store.write(key, bytes);
        if (key.startsWith("data/") && removed === undefined) {
          removed = await open(store, () => time + 2 * leaseMs).sweep({ graceMs: 0 });
        }
        return written;
      },
    };
    await open(slow, () => time++).append(frame(2));
    expect(removed).toHaveLength(1);
    expect(await ids(open(store, () => time))).toEqual([1, 2]);
  });

  it("does not remove a version whose number a slow writer could take", async () => {
    const store = memoryStore();
    let time = 1_000_000;
    const now = (): number => time++;
    await open(store, now).append(frame(1));
    let isFirst = true;
    const slow: Store = {
      ...store,
      create: async (key, bytes) => {
        if (isFirst) {
          isFirst = false;
          await open(store, now).append(frame(2));
          await open(store, now).append(frame(3));
          await open(store, now).sweep({ keepVersions: 1, graceMs: 0 });
        }
        return store.create(key, bytes);
      },
    };
    await open(slow, now).append(frame(4));
    expect(await ids(open(store, now))).toEqual([1, 2, 3, 4]);
  });

  it("never loses an acknowledged row, in any order of the steps of writers and sweeps", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const store = memoryStore();
        let time = 1_000_000;
        const now = (): number => time++;
        await open(store, now).append(frame(0));
        const stepped: Store = {
          ...store,
          read: (key) => scheduler.schedule(Promise.resolve(`read ${key}`)).then(() => store.read(key)),
          write: (key, bytes) =>
            scheduler.schedule(Promise.resolve(`write ${key}`)).then(() => store.write(key, bytes)),
          create: (key, bytes) =>
            scheduler.schedule(Promise.resolve(`create ${key}`)).then(() => store.create(key, bytes)),
          remove: (key) => scheduler.schedule(Promise.resolve(`remove ${key}`)).then(() => store.remove(key)),
          list: async function* (prefix) {
            await scheduler.schedule(Promise.resolve(`list ${prefix}`));
            yield* store.list(prefix);
          },
        };
        const acknowledged = [0];
        const append = async (id: number): Promise<void> => {
          await open(stepped, now).append(frame(id));
          acknowledged.push(id);
        };
        const upsert = async (id: number): Promise<void> => {
          await open(stepped, now).upsert(frame(id));
          acknowledged.push(id);
        };
        const sweep = async (): Promise<void> => {
          await open(stepped, now).sweep({ keepVersions: 1, graceMs: 0 });
        };
        await scheduler.waitFor(
          Promise.all([append(1), upsert(2), sweep(), append(3).then(() => append(4)), sweep().then(sweep)]),
        );
        expect(await ids(open(store, now))).toEqual(acknowledged.sort());
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
