import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { localStore } from "../store/local-store.js";
import { memoryStore } from "../store/memory-store.js";
import { prefixStore } from "../store/prefix-store.js";
import { ensureBucket } from "../store/s3/ensure-bucket.js";
import { s3Store } from "../store/s3/s3-store.js";
import type { Store } from "../store/store.js";
import { loadPolars } from "../table/load-polars.js";
import { column } from "../table/schema/column.js";
import { schema } from "../table/schema/schema.js";
import { type S3Server, s3ServerKinds } from "../testing/s3-server.js";
import { type Dataset, dataset } from "./dataset.js";
import { publishToStore } from "./publish-to-store.js";

const pl = loadPolars();
const sales = schema(
  "sales",
  { id: column.integer(), month: column.string(), amount: column.number({ unit: "peso", nullable: true }) },
  { key: ["id"] },
);
const rows = (...cells: readonly (readonly [number, string, number | null])[]) =>
  pl.DataFrame([
    pl.Series(
      "id",
      cells.map(([id]) => id),
      pl.Int64,
    ),
    pl.Series(
      "month",
      cells.map(([, month]) => month),
      pl.Utf8,
    ),
    pl.Series(
      "amount",
      cells.map(([, , amount]) => amount),
      pl.Float64,
    ),
  ]);
const listed = async (from: Dataset, at?: number | string): Promise<unknown[][]> =>
  (await from.read(at === undefined ? {} : { at })).sort("id").rows();
const keys = async (store: Store): Promise<string[]> => {
  const found: string[] = [];
  for await (const { key } of store.list("")) found.push(key);
  return found;
};

function open(store: Store, partitionBy: readonly string[] = [], rowsPerFile?: number) {
  let time = Date.parse("2026-01-01T00:00:00Z");
  let count = 0;
  const now = (): Date => {
    time += 1_000;
    return new Date(time);
  };
  return dataset(store, sales, {
    partitionBy,
    ...(rowsPerFile !== undefined && { rowsPerFile }),
    now,
    newId: () => `n${count++}-${Math.trunc(performance.now() * 1000)}`,
  });
}

function contract(name: string, makeStore: () => Promise<Store>): void {
  describe(`a dataset on ${name}`, () => {
    it("stores every version of its appends", async () => {
      const store = await makeStore();
      const table = open(store);
      expect(await table.manifest()).toBeUndefined();
      await expect(table.read()).rejects.toThrow("has no version yet");
      await table.append(rows([1, "a", 5]), { watermark: "2026-01", sources: ["one.csv"], loadId: "jan" });
      const second = await table.append(rows([2, "b", null]));
      expect(second).toMatchObject({
        number: 2,
        parent: 1,
        rows: 2,
        watermark: "2026-01",
        loads: ["jan"],
        sources: [],
      });
      expect(await listed(table)).toEqual([
        [1, "a", 5],
        [2, "b", null],
      ]);
      expect(await listed(table, 1)).toEqual([[1, "a", 5]]);
      const first = await table.manifest(1);
      expect(await listed(table, first?.createdAt)).toEqual([[1, "a", 5]]);
      expect(await listed(table, "2027-01-01T00:00:00Z")).toHaveLength(2);
      await expect(table.read({ at: "2001-01-01" })).rejects.toThrow("read: no version of");
      await expect(table.read({ at: 9 })).rejects.toThrow("no version 9");
    });

    it("commits a load once", async () => {
      const table = open(await makeStore());
      await table.append(rows([1, "a", 5]), { loadId: "2026-01" });
      const again = await table.append(rows([1, "a", 5]), { loadId: "2026-01" });
      expect([again.number, again.rows]).toEqual([1, 1]);
    });

    it("overwrites the partitions of the new rows, and no others", async () => {
      const table = open(await makeStore(), ["month"]);
      await table.append(rows([1, "a b/ñ", 5], [2, "b", 6], [3, "b", 7]));
      await table.overwrite(rows([4, "b", 8]));
      expect(await listed(table)).toEqual([
        [1, "a b/ñ", 5],
        [4, "b", 8],
      ]);
      expect((await table.read({ where: { month: "b" } })).height).toBe(1);
      await expect(table.read({ where: { id: "1" } })).rejects.toThrow('is partitioned by month, got "id"');
      await expect(table.overwrite(rows([1, "", 1]))).rejects.toThrow(
        'overwrite: partition column "month" has an empty string',
      );
    });

    it("upserts rows by their key, also when they move to another partition", async () => {
      const table = open(await makeStore(), ["month"]);
      await table.append(rows([1, "a", 5], [2, "a", 6], [3, "b", 7]));
      const before = await table.manifest();
      await table.upsert(rows([2, "b", 60], [9, "c", 90]));
      expect(await listed(table)).toEqual([
        [1, "a", 5],
        [2, "b", 60],
        [3, "b", 7],
        [9, "c", 90],
      ]);
      const untouched = before?.files.find(({ partition }) => partition.month === "b");
      expect((await table.manifest())?.files).toContainEqual(untouched);
      await expect(table.upsert(rows([1, "a", 1], [1, "b", 2]))).rejects.toThrow("upsert: 1 rows for ");
    });

    it("compacts small parts in a new version with the same rows, and old versions stay readable", async () => {
      const store = await makeStore();
      const table = open(store, ["month"], 4);
      for (const id of [1, 2, 3, 4, 5]) await table.append(rows([id, "a", id]), { watermark: `${id}` });
      await table.append(rows([6, "b", 6], [7, "b", 7], [8, "b", 8], [9, "c", null]));
      const before = await listed(table);
      const compacted = await table.compact();
      expect(compacted).toMatchObject({ number: 7, parent: 6, operation: "compact", rows: 9, watermark: "5" });
      expect(compacted.files.map(({ partition, rows: count }) => [partition.month, count])).toEqual([
        ["a", 4],
        ["a", 1],
        ["b", 3],
        ["c", 1],
      ]);
      expect(await listed(table)).toEqual(before);
      expect(await listed(table, 5)).toHaveLength(5);
      expect((await table.compact()).number).toBe(7);
      expect(await table.sweep({ keepVersions: 1, graceMs: 0 })).toHaveLength(6 + 4);
      expect(await listed(table)).toEqual(before);
      await expect(open(prefixStore(store, "empty")).compact()).rejects.toThrow("compact: ");
    });

    it("serializes the versions of concurrent writers without losing a row", async () => {
      const store = await makeStore();
      const writers = [open(store), open(store), open(store), open(store)];
      const work = writers.map(async (table, writer) => {
        for (let round = 0; round < 3; round++) {
          const id = writer * 100 + round;
          await (round % 2 === 0 ? table.append(rows([id, "a", id])) : table.upsert(rows([id, "a", id])));
          if (writer === 3) await table.compact();
        }
      });
      await Promise.all(work);
      const table = open(store);
      expect((await listed(table)).map(([id]) => id)).toEqual([0, 1, 2, 100, 101, 102, 200, 201, 202, 300, 301, 302]);
      expect((await table.manifest())?.number).toBeGreaterThanOrEqual(12);
    }, 60_000);

    it("does not repeat a commit whose response was lost", async () => {
      const store = await makeStore();
      const lossy: Store = { ...store, create: async (...args) => !(await store.create(...args)) };
      await open(lossy).append(rows([1, "a", 5]));
      const table = open(store);
      expect([await listed(table), (await table.manifest())?.number]).toEqual([[[1, "a", 5]], 1]);
    });

    it("refuses a version whose manifest was changed, and reads one of before hashes", async () => {
      const store = await makeStore();
      const table = open(store);
      await table.append(rows([1, "a", 5]));
      const key = "_manifest/000001.json";
      const text = new TextDecoder().decode(await store.read(key));
      const { hash, ...before } = JSON.parse(text);
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
      await store.write(key, new TextEncoder().encode(text.replace('"rows": 1', '"rows": 3')));
      await expect(table.read()).rejects.toThrow(/_manifest\/000001\.json in .* was changed after it was written/);
      await store.write(key, new TextEncoder().encode(JSON.stringify(before)));
      expect((await table.read()).height).toBe(1);
    });

    it("does not show a write without a manifest, and sweeps its parts after the grace period", async () => {
      const store = await makeStore();
      const failing: Store = { ...store, create: () => Promise.reject(new Error("killed")) };
      const table = open(store);
      await table.append(rows([1, "a", 5]));
      await expect(open(failing).append(rows([2, "a", 6]))).rejects.toThrow("killed");
      expect(await listed(table)).toHaveLength(1);
      expect(await table.sweep()).toEqual([]);
      expect(await table.sweep({ graceMs: 0 })).toHaveLength(1);
      await table.overwrite(rows([3, "a", 7]));
      expect(await listed(table, 1)).toHaveLength(1);
      expect(await table.sweep({ keepVersions: 1, graceMs: 0 })).toHaveLength(2);
      expect(await listed(table)).toEqual([[3, "a", 7]]);
      await expect(table.sweep({ keepVersions: 0 })).rejects.toThrow("sweep: keepVersions must be >= 1, got 0");
    });

    it("publishes Hive folders without the partition columns", async () => {
      const store = await makeStore();
      const table = open(prefixStore(store, "lake"), ["month"]);
      const target = prefixStore(store, "plain");
      await table.append(rows([1, "a b", 5], [2, "b", 6]));
      expect(await publishToStore(table, target)).toEqual([
        "month=a%20b/published-1.parquet",
        "month=b/published-1.parquet",
      ]);
      await table.overwrite(rows([3, "b", 7]));
      await publishToStore(table, target);
      expect((await keys(target)).sort()).toEqual(["month=a%20b/published-2.parquet", "month=b/published-2.parquet"]);
      await target.write("mine.txt", Uint8Array.of(1));
      await expect(publishToStore(table, target)).rejects.toThrow("has a file that was not published: mine.txt");
    });
  });
}

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cuaderno-dataset-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

contract("memory", async () => memoryStore());
contract("a folder", async () => localStore(mkdtempSync(join(folder, "store-"))));

// One S3 server is enough here: that they agree on what a dataset needs is the contract of stores.
const kind = s3ServerKinds().find(({ missing }) => missing === undefined);

describe.skipIf(kind === undefined)(`datasets on ${kind?.name ?? "S3 (skipped: no server is on PATH)"}`, () => {
  let server: S3Server | undefined;
  let bucket = 0;
  beforeAll(async () => {
    server = await kind?.start();
  }, 120_000);
  afterAll(async () => server?.stop());
  contract(kind?.name ?? "S3", async () => {
    const { endpoint = "", accessKeyId = "", secretAccessKey = "" } = server ?? {};
    const settings = { endpoint, credentials: { accessKeyId, secretAccessKey } };
    const name = `dataset-${bucket++}`;
    await ensureBucket(name, settings);
    return s3Store({ bucket: name, ...settings });
  });
});

describe("dataset", () => {
  it("rejects another schema, other partition columns and changed parts", async () => {
    const store = memoryStore();
    const table = open(store);
    await table.append(rows([1, "a", 5]));
    await expect(table.append(rows([1, "a", 5]).drop("month"))).rejects.toThrow('no column "month"');
    await expect(open(store, ["month"]).append(rows([1, "a", 5]))).rejects.toThrow(
      "append: memory is partitioned by no column, got month",
    );
    const wider = schema("sales", { ...sales.columns, city: column.string({ optional: true }) });
    const other = dataset(store, wider, { now: () => new Date(), newId: () => "x" });
    await expect(other.append(rows([2, "a", 5]))).rejects.toThrow(
      'append: the schema differs from that of memory in columns city; pass schemaChange: "allow"',
    );
    await other.append(rows([2, "a", 5]), { schemaChange: "allow" });
    expect((await other.read()).getColumn("city").toArray()).toEqual([null, null]);
    const [part = ""] = (await keys(store)).filter((key) => key.endsWith(".parquet"));
    await store.write(part, Uint8Array.of(1, 2, 3));
    await expect(table.read()).rejects.toThrow(
      /^read: data\/.* was changed after it was written \(its SHA-256 differs\)/,
    );
    expect(() => open(store, ["amount"])).toThrow('dataset: partition column "amount" has kind number');
  });
});
